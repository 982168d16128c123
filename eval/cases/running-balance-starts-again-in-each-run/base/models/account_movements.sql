{{ config(materialized='incremental', unique_key='movement_id') }}

select
  movement_id,
  account_id,
  booked_at,
  amount
from {{ ref('stg_movements') }}
{% if is_incremental() %}
where booked_at > (select max(booked_at) from {{ this }})
{% endif %}
