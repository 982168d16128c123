set lock_timeout = '5s';
refresh materialized view concurrently hotel_nights;
refresh materialized view concurrently hotel_totals;
analyze hotel_nights;
analyze hotel_totals;
