select i.id, i.customer_id, i.due_on
from invoices i
where i.due_on < current_date
order by i.due_on;
