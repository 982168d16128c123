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
where date(started_at) >= date_sub(current_date(), interval 2 day)
{% endif %}
