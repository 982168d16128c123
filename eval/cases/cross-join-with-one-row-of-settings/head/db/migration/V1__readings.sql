create table readings (
  sensor_id integer not null,
  read_at timestamptz not null,
  celsius numeric(5, 2) not null,
  primary key (sensor_id, read_at)
);
