alter table orders add constraint orders_state check (status in ('open', 'completed', 'refunded'));
