update invoices
set amount_cents = round(amount_eur * 100)::bigint
where amount_cents is null and id between 1 and 20000;
