comment on table customers is 'sync user: postgres://sync:Tr0ub4dor-and-3-zebras@db.internal:5432/shop';
comment on table orders is 'mail bergmann.eva@example.org before touching';
