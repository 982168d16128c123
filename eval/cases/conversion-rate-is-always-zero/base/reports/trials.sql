-- Trials by plan and month, and how many of them were converted.
select
  plan,
  date_trunc('month', started_on) as month,
  count(*) as trials,
  count(converted_on) as converted
from trials
group by plan, date_trunc('month', started_on);
