-- Every customer has a tax region from here on: invoices are grouped by it.
update customers set tax_region = 'domestic' where country = 'DE';
update customers set tax_region = 'foreign' where country <> 'DE';
