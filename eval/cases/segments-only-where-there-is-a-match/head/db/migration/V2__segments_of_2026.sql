update customers c
set segment = s.segment
from segments_2026 s
where s.customer_id = c.id and c.id between 1 and 50000;
