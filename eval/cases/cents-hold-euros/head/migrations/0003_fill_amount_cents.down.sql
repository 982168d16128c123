UPDATE invoices SET amount_cents = NULL WHERE id BETWEEN 1 AND 10000;
