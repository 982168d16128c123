-- One row per order line, for the warehouse.
select l.tenant_id, l.order_no, l.line_no, l.sku, l.quantity
from order_lines l;
