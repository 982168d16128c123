-- What a model was asked, what it answered, what it cost, and what became of it.

-- Every request that was sent. Request and answer are emptied when they are old; the figures stay longer.
CREATE TABLE sluice.model_calls (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  repository bigint NOT NULL,
  installation bigint NOT NULL,
  -- `pull/7`
  subject text NOT NULL,
  head text NOT NULL,
  -- Login of who wanted it; `sluice` where nobody had to.
  asked_by text NOT NULL,
  purpose text NOT NULL,
  question text NOT NULL,
  tier text NOT NULL,
  model text NOT NULL,
  prompt_version text NOT NULL,
  prompt_hash text NOT NULL,
  request_hash text NOT NULL,
  -- With placeholders for what did not leave.
  request jsonb,
  answer text,
  outcome text NOT NULL,
  -- The server's name for it.
  request_id text,
  stop_reason text,
  input_tokens bigint NOT NULL,
  cache_read_tokens bigint NOT NULL,
  cache_write_tokens bigint NOT NULL,
  output_tokens bigint NOT NULL,
  usd numeric NOT NULL,
  attempts integer NOT NULL,
  milliseconds bigint NOT NULL,
  at timestamptz NOT NULL
);
CREATE INDEX model_calls_subject ON sluice.model_calls (repository, subject, request_hash);
CREATE INDEX model_calls_repository_day ON sluice.model_calls (repository, at);
CREATE INDEX model_calls_installation_day ON sluice.model_calls (installation, at);
CREATE INDEX model_calls_at ON sluice.model_calls (at);

-- The most that calls which run now may cost: set aside, so that two workers do not both spend the last dollar.
CREATE TABLE sluice.model_holds (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  repository bigint NOT NULL,
  installation bigint NOT NULL,
  subject text NOT NULL,
  usd numeric NOT NULL,
  until timestamptz NOT NULL
);
CREATE INDEX model_holds_installation ON sluice.model_holds (installation);
CREATE INDEX model_holds_repository ON sluice.model_holds (repository);

-- One for each head: a head that is back is shown what it was told.
CREATE TABLE sluice.opinions (
  repository bigint NOT NULL,
  subject text NOT NULL,
  head text NOT NULL,
  asked_by text NOT NULL,
  opinion jsonb NOT NULL,
  -- Whether anything was answered and shown: such a head makes a round.
  counts boolean NOT NULL,
  -- When it was given, and when it was given or shown again last.
  given_at timestamptz NOT NULL,
  saved_at timestamptz NOT NULL,
  PRIMARY KEY (repository, subject, head)
);

-- What the heads of a subject were shown, as the newest opinion left it. What people put away is among the dismissals.
CREATE TABLE sluice.model_findings (
  repository bigint NOT NULL,
  subject text NOT NULL,
  fingerprint text NOT NULL,
  ordinal bigint GENERATED ALWAYS AS IDENTITY,
  category text NOT NULL,
  path text NOT NULL,
  -- The relation, column or resource.
  named text NOT NULL,
  title text NOT NULL,
  quote text NOT NULL,
  state text NOT NULL CHECK (state IN ('open', 'fixed')),
  first_head text NOT NULL,
  last_head text NOT NULL,
  changed_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (repository, subject, fingerprint)
);

-- Comments of ours whose reactions say what people think of a finding; of the whole opinion where none is named.
CREATE TABLE sluice.model_comments (
  repository bigint NOT NULL,
  comment bigint NOT NULL,
  subject text NOT NULL,
  fingerprint text NOT NULL,
  written_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (repository, comment)
);
CREATE INDEX model_comments_subject ON sluice.model_comments (repository, subject);

-- How findings were taken. It outlives them.
CREATE TABLE sluice.model_feedback (
  repository bigint NOT NULL,
  subject text NOT NULL,
  -- Empty: about the whole opinion.
  fingerprint text NOT NULL,
  -- Null where it is about the whole opinion.
  category text,
  kind text NOT NULL CHECK (kind IN ('shown', 'fixed', 'dismissed', 'liked', 'disliked')),
  said_by text NOT NULL,
  said_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (repository, subject, fingerprint, kind, said_by)
);
CREATE INDEX model_feedback_said_at ON sluice.model_feedback (said_at);
