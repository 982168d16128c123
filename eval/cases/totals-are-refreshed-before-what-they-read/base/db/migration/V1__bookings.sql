create table bookings (
  id bigint primary key,
  hotel_id integer not null,
  night date not null,
  amount_cents bigint not null
);

create materialized view hotel_nights as
select hotel_id, night, sum(amount_cents) as amount_cents
from bookings
group by hotel_id, night;
create unique index hotel_nights_key on hotel_nights (hotel_id, night);

create materialized view hotel_totals as
select hotel_id, sum(amount_cents) as amount_cents, max(night) as last_night
from hotel_nights
group by hotel_id;
create unique index hotel_totals_key on hotel_totals (hotel_id);
