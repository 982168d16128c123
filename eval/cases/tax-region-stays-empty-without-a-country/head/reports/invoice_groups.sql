select tax_region, count(*) as customers
from customers
where tax_region in ('domestic', 'foreign')
group by tax_region;
