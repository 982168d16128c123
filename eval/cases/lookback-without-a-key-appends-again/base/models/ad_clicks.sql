{{ config(materialized='incremental') }}

select
  click_id,
  campaign_id,
  clicked_at,
  cost_micros
from {{ source('ads', 'clicks') }}
{% if is_incremental() %}
where clicked_at > (select max(clicked_at) from {{ this }})
{% endif %}
