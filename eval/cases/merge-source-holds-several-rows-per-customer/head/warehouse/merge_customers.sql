merge into core.customers t
using (
  select customer_id, email_hash, country, changed_at
  from raw.customer_changes
  where changed_at > (select coalesce(max(changed_at), '1970-01-01'::timestamp_ntz) from core.customers)
    and customer_id is not null
) s
on t.customer_id = s.customer_id
when matched then update set t.email_hash = s.email_hash, t.country = s.country, t.changed_at = s.changed_at
when not matched then insert (customer_id, email_hash, country, changed_at)
  values (s.customer_id, s.email_hash, s.country, s.changed_at);
