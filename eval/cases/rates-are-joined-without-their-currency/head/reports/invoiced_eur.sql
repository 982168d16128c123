select i.invoiced_on, sum(i.amount * r.to_eur) as amount_eur
from invoices i, exchange_rates r
where r.day = i.invoiced_on
group by i.invoiced_on;
