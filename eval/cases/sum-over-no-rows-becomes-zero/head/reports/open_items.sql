select i.id, i.amount_cents, i.amount_cents - coalesce(sum(p.amount_cents), 0) as open_cents
from invoices i
left join payments p on p.invoice_id = i.id
group by i.id
order by i.id;
