CREATE TABLE price_history (
  product_id bigint NOT NULL REFERENCES products (id),
  currency text NOT NULL REFERENCES currencies (code),
  valid_from date NOT NULL,
  amount numeric(12, 2) NOT NULL,
  PRIMARY KEY (product_id, currency)
);
CREATE INDEX price_history_currency_idx ON price_history (currency);

CREATE VIEW price_changes AS
SELECT product_id, currency, valid_from,
       amount - lag(amount) OVER (PARTITION BY product_id, currency ORDER BY valid_from) AS difference
FROM price_history;
