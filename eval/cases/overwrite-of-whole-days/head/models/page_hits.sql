{{
  config(
    materialized='incremental',
    incremental_strategy='insert_overwrite',
    partition_by={'field': 'hit_date', 'data_type': 'date', 'granularity': 'day'}
  )
}}

select hit_id, path, date(hit_at) as hit_date, hit_at
from {{ ref('stg_hits') }}
{% if is_incremental() %}
where date(hit_at) >= date_sub(current_date(), interval 4 day)
{% endif %}
