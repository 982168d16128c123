-- Trials by plan and month, how many of them were converted, and the rate in percent.
select
  plan,
  date_trunc('month', started_on) as month,
  count(*) as trials,
  count(converted_on) as converted,
  round(count(converted_on) / count(*) * 100, 1) as conversion_rate
from trials
group by plan, date_trunc('month', started_on);
