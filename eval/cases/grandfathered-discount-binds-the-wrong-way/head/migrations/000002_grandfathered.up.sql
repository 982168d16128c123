-- Paying accounts (pro and team) from before 2024 keep their 20 percent.
UPDATE accounts
SET discount_percent = 20
WHERE id IN (
  SELECT id FROM accounts
  WHERE plan = 'pro' OR plan = 'team' AND created_at < '2024-01-01'
  LIMIT 5000
);
