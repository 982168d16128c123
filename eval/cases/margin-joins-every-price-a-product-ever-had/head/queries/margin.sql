-- Turnover and margin by product and month.
select
  p.sku,
  date_trunc('month', s.sold_on) as month,
  sum(s.quantity * s.price_cents) as turnover_cents,
  sum(s.quantity * (s.price_cents - c.price_cents)) as margin_cents
from sale_lines s
join products p on p.id = s.product_id
join purchase_prices c on c.product_id = s.product_id
group by p.sku, date_trunc('month', s.sold_on);
