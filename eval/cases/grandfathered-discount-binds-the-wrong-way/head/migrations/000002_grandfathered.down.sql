UPDATE accounts SET discount_percent = 0 WHERE id BETWEEN 1 AND 5000 AND discount_percent = 20;
