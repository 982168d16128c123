select carrier, count(*) as shipments
from shipments
group by carrier;
