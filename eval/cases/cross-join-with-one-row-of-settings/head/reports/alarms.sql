with bounds as (
  select avg(celsius) + 3 * stddev(celsius) as upper
  from readings
)
select r.sensor_id, r.read_at, r.celsius
from readings r
cross join bounds b
where r.celsius > b.upper;
