-- Served by invoices_dunning_idx.
select id, customer_id
from invoices
where paid_on is null and due_on < current_date - 14
order by due_on
limit 200;
