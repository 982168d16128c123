select
  carrier,
  count(*) as shipments,
  round(count(*) filter (where delivered_on <= promised_on)::numeric / count(*), 4) as on_time
from shipments
group by carrier;
