DROP TABLE tickets;
DROP TABLE agents;
DROP TABLE customers;
