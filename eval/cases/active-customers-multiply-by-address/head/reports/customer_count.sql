select count(*) as active_customers from active_customers;
