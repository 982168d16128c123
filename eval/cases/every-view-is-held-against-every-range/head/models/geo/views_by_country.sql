select
  v.view_id,
  coalesce(r.country, 'unknown') as country
from {{ ref('stg_page_views') }} v
left join {{ ref('ip_ranges') }} r
  on v.ip_number between r.ip_from and r.ip_to
where v.viewed_on = current_date() - 1
