{{ config(materialized='incremental', unique_key='call_id', incremental_strategy='merge') }}

select call_id, agent_id, started_at, seconds
from {{ ref('stg_calls') }}
{% if is_incremental() %}
where started_at > (select dateadd(day, -3, max(started_at)) from {{ this }})
{% endif %}
