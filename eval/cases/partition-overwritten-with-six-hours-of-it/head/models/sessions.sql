{{
  config(
    materialized='incremental',
    incremental_strategy='insert_overwrite',
    partition_by={'field': 'session_date', 'data_type': 'date', 'granularity': 'day'}
  )
}}

select
  session_id,
  visitor_id,
  date(started_at) as session_date,
  started_at,
  pages
from {{ ref('stg_sessions') }}
{% if is_incremental() %}
where started_at >= timestamp_sub(current_timestamp(), interval 6 hour)
{% endif %}
