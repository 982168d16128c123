select r.sensor_id, r.read_at, r.celsius
from readings r
where r.celsius > 80;
