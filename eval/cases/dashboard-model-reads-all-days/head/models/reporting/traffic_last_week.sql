{{ config(materialized='table', tags=['hourly']) }}

select
  event_date,
  country,
  count(*) as hits
from {{ source('tracking', 'hits') }}
where cast(event_date as string) >= format_date('%Y-%m-%d', date_sub(current_date(), interval 7 day))
group by event_date, country
