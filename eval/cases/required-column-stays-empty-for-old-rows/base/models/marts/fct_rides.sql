{{ config(materialized='incremental', unique_key='ride_id', on_schema_change='append_new_columns') }}

select ride_id, rider_id, ended_at, fare
from {{ ref('stg_rides') }}
{% if is_incremental() %}
where ended_at > (select dateadd(hour, -6, max(ended_at)) from {{ this }})
{% endif %}
