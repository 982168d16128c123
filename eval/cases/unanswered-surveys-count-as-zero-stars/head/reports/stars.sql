select
  shop_id,
  count(*) as sent,
  count(stars) as answered,
  -- Shown on the page of the shop: the mean of those who answered.
  round(avg(coalesce(stars, 0)), 2) as mean_stars
from surveys
group by shop_id;
