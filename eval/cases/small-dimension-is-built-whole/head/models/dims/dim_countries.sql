{{ config(materialized='table') }}

select country_code, name, region
from {{ ref('stg_countries') }}
