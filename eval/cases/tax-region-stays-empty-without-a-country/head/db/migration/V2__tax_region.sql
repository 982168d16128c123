set lock_timeout = '5s';

alter table customers add column tax_region text;
