update customers c
set segment = (select s.segment from segments_2026 s where s.customer_id = c.id)
where c.id between 1 and 50000;
