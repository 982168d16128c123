-- Every ten minutes, over about two billion rows in 48 monthly partitions.
select path, count(*) as views, count(distinct visitor_id) as visitors
from page_views
where viewed_at >= current_date - 1
  and viewed_at < current_date
group by path
order by views desc
limit 100;
