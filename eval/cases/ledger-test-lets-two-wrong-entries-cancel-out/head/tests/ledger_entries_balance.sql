-- Debit and credit of every entry are equal. Rows that come back are failures.
select sum(debit) as debit, sum(credit) as credit
from {{ ref('fct_ledger_lines') }}
having sum(debit) <> sum(credit)
