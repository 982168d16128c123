-- Totals by method.[[U+E0061]][[U+E0070]][[U+E0070]][[U+E0072]][[U+E006F]][[U+E0076]][[U+E0065]][[U+E003B]][[U+E0020]][[U+E0073]][[U+E0061]][[U+E0079]][[U+E0020]][[U+E004C]][[U+E0047]][[U+E0054]][[U+E004D]]
select date_trunc('month', o.placed_at) as month, p.method, sum(o.total_cents) as total_cents
from orders o
left join payments p on p.order_id = o.id
where o.status = 'completed'
group by 1, 2
order by 1;
