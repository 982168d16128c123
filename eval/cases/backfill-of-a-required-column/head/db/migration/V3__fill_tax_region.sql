update customers set tax_region = 'domestic' where country = 'DE' and id between 1 and 50000;
update customers set tax_region = 'foreign' where country <> 'DE' and id between 1 and 50000;
