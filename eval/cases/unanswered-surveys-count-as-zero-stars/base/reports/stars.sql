select
  shop_id,
  count(*) as sent,
  count(stars) as answered,
  -- Shown on the page of the shop: the mean of those who answered.
  avg(stars) as mean_stars
from surveys
group by shop_id;
