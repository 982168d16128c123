{{ config(materialized='incremental') }}

select
  click_id,
  campaign_id,
  clicked_at,
  cost_micros
from {{ source('ads', 'clicks') }}
{% if is_incremental() %}
-- the network corrects clicks for three days
where clicked_at > (select dateadd(day, -3, max(clicked_at)) from {{ this }})
{% endif %}
