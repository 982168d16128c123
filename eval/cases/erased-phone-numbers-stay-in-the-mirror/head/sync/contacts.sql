update support_contacts s
set name = c.name, phone = c.phone
from crm_contacts c
where c.id = s.id
  and (s.name <> c.name or s.phone <> c.phone);
