{{ config(materialized='incremental', unique_key='country_code') }}

select country_code, name, region
from {{ ref('stg_countries') }}
