select u.id, u.email
from users u
order by u.id;
