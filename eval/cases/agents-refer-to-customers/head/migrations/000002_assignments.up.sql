SET lock_timeout = '5s';
CREATE TABLE assignments (
  ticket_id bigint NOT NULL REFERENCES tickets (id),
  agent_id bigint NOT NULL REFERENCES customers (id),
  assigned_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (ticket_id, assigned_at)
);
CREATE INDEX assignments_agent_id_idx ON assignments (agent_id);

CREATE VIEW team_load AS
SELECT a.team, count(*) AS tickets
FROM assignments s
JOIN agents a ON a.id = s.agent_id
GROUP BY a.team;
