-- Entries of the month before this one. Run on the first of each month.
-- Every entry is billed exactly once; subscription fees are booked at 00:00 on the first.
select account_id, sum(amount_cents) as amount_cents, count(*) as entries
from ledger_entries
where booked_at >= date_trunc('month', localtimestamp) - interval '1 month'
  and booked_at < date_trunc('month', localtimestamp)
group by account_id;
