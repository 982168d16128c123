select count(*) as customers from active_customers;
