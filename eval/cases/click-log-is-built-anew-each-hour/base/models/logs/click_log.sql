{{ config(materialized='incremental', unique_key='click_id', tags=['hourly']) }}

select click_id, campaign_id, clicked_at, landing_page
from {{ source('ads', 'raw_clicks') }}
{% if is_incremental() %}
where clicked_at > (select dateadd(hour, -3, max(clicked_at)) from {{ this }})
{% endif %}
