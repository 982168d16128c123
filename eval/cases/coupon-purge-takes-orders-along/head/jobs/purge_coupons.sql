delete from coupons
where id in (select id from coupons where expires_on < current_date - 30 limit 500);
