select u.id, u.email
from users u
where u.id not in (select b.user_id from blocked_users b)
order by u.id;
