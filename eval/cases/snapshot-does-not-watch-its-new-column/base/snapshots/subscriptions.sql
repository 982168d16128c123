{% snapshot subscriptions_snapshot %}
{{ config(target_schema='snapshots', unique_key='subscription_id', strategy='check', check_cols=['plan', 'seats']) }}

select subscription_id, account_id, plan, seats
from {{ source('billing', 'subscriptions') }}

{% endsnapshot %}
