select p.id, p.sku
from products p
order by p.sku;
