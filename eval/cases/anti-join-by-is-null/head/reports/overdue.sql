select i.id, i.customer_id, i.due_on
from invoices i
left join payments p on p.invoice_id = i.id
where i.due_on < current_date
  and p.id is null
order by i.due_on;
