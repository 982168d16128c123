select i.id, i.amount_cents
from invoices i
order by i.id;
