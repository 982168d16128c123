set lock_timeout = '5s';
-- Runs with release 12. All services name the channel since release 11, the nightly import does from release 13 on.
alter table orders alter column channel drop default;
