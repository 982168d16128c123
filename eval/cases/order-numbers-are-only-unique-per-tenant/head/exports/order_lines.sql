-- One row per order line with the time of its order, for the warehouse.
select l.tenant_id, l.order_no, l.line_no, l.sku, l.quantity, o.ordered_at
from order_lines l
join orders o using (order_no);
