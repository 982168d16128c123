select /*+ RANGE_JOIN(r, 65536) */
  v.view_id,
  r.country
from {{ ref('stg_page_views') }} v
join {{ ref('ip_ranges') }} r
  on r.first_octet = v.first_octet
  and v.ip_number between r.ip_from and r.ip_to
where v.viewed_on = current_date() - 1
