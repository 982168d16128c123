-- What a signed-in customer sees in the portal; app.tenant_id is set by the session.
select id, subject, body, priority
from tickets
where tenant_id = current_setting('app.tenant_id')::bigint
  and status = 'open'
  or priority = 'urgent'
order by id desc;
