select p.id, p.sku, pr.price_cents
from products p
left join prices pr on pr.product_id = p.id and pr.valid_to is null
order by p.sku;
