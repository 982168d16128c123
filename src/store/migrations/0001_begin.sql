-- Everything Sluice keeps. Ids of repositories, installations and comments are GitHub's.
CREATE SCHEMA IF NOT EXISTS sluice;

-- Webhooks that were accepted, by GitHub's id: the same one is never worked on twice.
CREATE TABLE sluice.deliveries (
  guid text PRIMARY KEY,
  event text NOT NULL,
  action text,
  installation bigint,
  received_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX deliveries_received_at ON sluice.deliveries (received_at);

CREATE TABLE sluice.jobs (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind text NOT NULL,
  lane text NOT NULL,
  installation bigint NOT NULL,
  payload jsonb NOT NULL,
  merge_key text,
  stamp timestamptz,
  -- The webhook that asked for it last, for those who read logs.
  delivery text,
  priority integer NOT NULL DEFAULT 0,
  state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'running', 'dead')),
  run_at timestamptz NOT NULL DEFAULT now(),
  attempts integer NOT NULL DEFAULT 0,
  -- Counts every time somebody took it, so that two who hold it one after the other are told apart.
  claims bigint NOT NULL DEFAULT 0,
  worker text,
  lease_until timestamptz,
  announced boolean NOT NULL DEFAULT false,
  last_error text,
  created_at timestamptz NOT NULL DEFAULT now(),
  changed_at timestamptz NOT NULL DEFAULT now()
);
-- The two promises of the queue: one job of a lane runs at a time, and what can be merged waits once.
CREATE UNIQUE INDEX jobs_running_lane ON sluice.jobs (lane) WHERE state = 'running';
CREATE UNIQUE INDEX jobs_waiting_merge_key ON sluice.jobs (lane, merge_key) WHERE state = 'waiting' AND merge_key IS NOT NULL;
CREATE INDEX jobs_waiting ON sluice.jobs (kind, installation, priority, run_at, id) WHERE state = 'waiting';
CREATE INDEX jobs_dead ON sluice.jobs (changed_at) WHERE state = 'dead';

-- When each installation was served last: whoever waited longest is next.
CREATE TABLE sluice.turns (
  installation bigint PRIMARY KEY,
  taken_at timestamptz NOT NULL
);

CREATE TABLE sluice.repositories (
  id bigint PRIMARY KEY,
  installation bigint NOT NULL,
  owner text NOT NULL,
  name text NOT NULL,
  seen_at timestamptz NOT NULL
);
CREATE INDEX repositories_installation ON sluice.repositories (installation);

CREATE TABLE sluice.pulls (
  repository bigint NOT NULL,
  number integer NOT NULL,
  head text NOT NULL,
  base_ref text NOT NULL,
  state text NOT NULL CHECK (state IN ('open', 'closed')),
  draft boolean NOT NULL,
  author text NOT NULL,
  updated_at timestamptz NOT NULL,
  paused boolean NOT NULL DEFAULT false,
  PRIMARY KEY (repository, number)
);
CREATE INDEX pulls_head ON sluice.pulls (repository, head);

CREATE TABLE sluice.evaluations (
  repository bigint NOT NULL,
  subject text NOT NULL,
  head text NOT NULL,
  -- The branch it goes to, and where that was: its policy decided.
  base_ref text NOT NULL,
  base_tip text NOT NULL,
  evaluation jsonb NOT NULL,
  hunks jsonb NOT NULL,
  saved_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (repository, subject, head)
);

CREATE TABLE sluice.check_runs (
  external_id text PRIMARY KEY,
  repository bigint NOT NULL,
  subject text NOT NULL,
  head text NOT NULL,
  name text NOT NULL,
  github_id bigint,
  status text NOT NULL CHECK (status IN ('intended', 'queued', 'in_progress', 'completed')),
  conclusion text,
  request text NOT NULL,
  output_hash text,
  -- What asked for it, where it cannot be found again at GitHub: a commit of a merge queue.
  task jsonb,
  ordinal bigint GENERATED ALWAYS AS IDENTITY,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX check_runs_subject ON sluice.check_runs (repository, subject, head);
CREATE INDEX check_runs_head ON sluice.check_runs (repository, head);

-- Comments, reviews and replies: announced before they are written, known by their id after.
CREATE TABLE sluice.writes (
  key text PRIMARY KEY,
  state text NOT NULL CHECK (state IN ('intended', 'written')),
  github_id bigint,
  hash text,
  changed_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE sluice.waivers (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  repository bigint NOT NULL,
  number integer NOT NULL,
  -- The branch whose policy was asked who may grant it.
  base_ref text NOT NULL,
  scope text NOT NULL CHECK (scope IN ('pull', 'repository')),
  fingerprint text NOT NULL,
  rule_id text NOT NULL,
  subject text NOT NULL,
  granted_by text NOT NULL,
  reason text NOT NULL,
  until text NOT NULL,
  -- Set where the fingerprint does not know the content: leave for this commit and no other.
  head text,
  granted_at timestamptz NOT NULL DEFAULT now(),
  ended_by text,
  ended_at timestamptz
);
CREATE INDEX waivers_in_force ON sluice.waivers (repository, fingerprint) WHERE ended_at IS NULL;

CREATE TABLE sluice.dismissals (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  repository bigint NOT NULL,
  number integer NOT NULL,
  fingerprint text NOT NULL,
  rule_id text NOT NULL,
  dismissed_by text NOT NULL,
  reason text NOT NULL,
  dismissed_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX dismissals_pull ON sluice.dismissals (repository, number, fingerprint);

-- The audit log: each entry holds the hash of the one before it.
CREATE TABLE sluice.audit (
  sequence bigint PRIMARY KEY,
  at timestamptz NOT NULL,
  actor text NOT NULL,
  action text NOT NULL,
  repository bigint,
  number integer,
  detail jsonb NOT NULL,
  previous text NOT NULL,
  hash text NOT NULL,
  dedupe text UNIQUE
);
CREATE FUNCTION sluice.refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the audit log is only added to';
END
$$;
CREATE TRIGGER audit_kept BEFORE UPDATE OR DELETE ON sluice.audit
  FOR EACH ROW EXECUTE FUNCTION sluice.refuse_audit_change();
CREATE TRIGGER audit_not_emptied BEFORE TRUNCATE ON sluice.audit
  FOR EACH STATEMENT EXECUTE FUNCTION sluice.refuse_audit_change();
