-- migrate:up transaction:false
create unique index concurrently accounts_email_key on accounts (email);

-- migrate:down transaction:false
drop index concurrently accounts_email_key;
