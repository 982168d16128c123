select i.invoiced_on, i.currency, sum(i.amount) as amount
from invoices i
group by i.invoiced_on, i.currency;
