{{ config(materialized='incremental', unique_key='event_id', incremental_strategy='merge') }}

select
  event_id,
  device_id,
  event_type,
  event_at,
  loaded_at
from {{ ref('stg_events') }}
{% if is_incremental() %}
where event_at > (select max(event_at) from {{ this }})
{% endif %}
