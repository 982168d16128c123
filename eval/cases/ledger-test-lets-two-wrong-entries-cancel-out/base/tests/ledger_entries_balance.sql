-- Debit and credit of every entry are equal. Rows that come back are failures.
select entry_id, sum(debit) as debit, sum(credit) as credit
from {{ ref('fct_ledger_lines') }}
group by entry_id
having sum(debit) <> sum(credit)
