CREATE TABLE orders (
  id bigint PRIMARY KEY,
  source text NOT NULL
);
