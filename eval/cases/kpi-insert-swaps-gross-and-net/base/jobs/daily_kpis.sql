insert into daily_kpis
select
  issued_on,
  sum(net_cents + tax_cents) as gross_cents,
  sum(net_cents) as net_cents,
  count(*) as invoices
from invoices
where issued_on = current_date - 1
group by issued_on;
