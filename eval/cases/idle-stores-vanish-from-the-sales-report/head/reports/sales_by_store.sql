-- Sales of the last seven days by store.
select
  st.id,
  st.name,
  coalesce(sum(sa.amount), 0) as amount
from stores st
-- Stores that sold nothing are listed with zero: this is how operations finds out about broken tills.
left join sales sa
  on sa.store_id = st.id
where st.closed_on is null
  and sa.sold_at >= current_date - 7
  and sa.amount > 0
group by st.id, st.name
order by amount;
