create table page_views (
  viewed_at timestamptz not null,
  visitor_id bigint not null,
  path text not null
) partition by range (viewed_at);

create table page_views_2026_10 partition of page_views for values from ('2026-10-01') to ('2026-11-01');
create table page_views_2026_11 partition of page_views for values from ('2026-11-01') to ('2026-12-01');
create table page_views_2026_12 partition of page_views for values from ('2026-12-01') to ('2027-01-01');
create index page_views_viewed_at_idx on page_views (viewed_at);
