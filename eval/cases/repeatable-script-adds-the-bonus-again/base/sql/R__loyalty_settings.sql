create or replace view loyalty_levels as
select id, customer_id, case when points >= 1000 then 'gold' else 'basic' end as level
from loyalty_accounts;
