{{ config(materialized='incremental', unique_key='movement_id') }}

select
  movement_id,
  account_id,
  booked_at,
  amount,
  sum(amount) over (
    partition by account_id order by booked_at, movement_id
    rows between unbounded preceding and current row
  ) as balance
from {{ ref('stg_movements') }}
{% if is_incremental() %}
where booked_at > (select max(booked_at) from {{ this }})
{% endif %}
