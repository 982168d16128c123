{{ config(materialized='table', tags=['hourly']) }}

select click_id, campaign_id, clicked_at, lower(landing_page) as landing_page
from {{ source('ads', 'raw_clicks') }}
