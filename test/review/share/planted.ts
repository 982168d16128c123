/** Something that must not leave, in the text it stands in, and its near miss: a text that must stay as it is. */
export interface Planted {
  readonly what: string
  readonly path: string
  readonly text: string
  readonly secret: string
  readonly nearMiss: string
}

const letters = (count: number, of = 'aB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xY') =>
  Array.from({ length: count }, (_, at) => of[(at * 7 + 3) % of.length]).join('')
const hex = (count: number) => letters(count, '0123456789abcdef')

const sql = (
  what: string,
  secret: string,
  [before, after = "';"]: readonly [string, string?],
  nearMiss: string,
): Planted => ({
  ...{ what, path: 'db/1.sql', secret, text: `${before}${secret}${after}\n`, nearMiss },
})
const text = (what: string, secret: string, nearMiss: string): Planted =>
  sql(what, secret, ["SELECT '"], `SELECT '${nearMiss}';\n`)
const other = (
  path: string,
  what: string,
  parts: readonly [string, string, string],
  nearMiss: string,
): Planted => ({
  ...{ what, path, secret: parts[1], text: parts.join(''), nearMiss },
})

const pem = `-----BEGIN RSA PRIVATE KEY-----\n${letters(64)}\n${letters(40)}\n-----END RSA PRIVATE KEY-----`

/** None of these is or was anybody's. They are put together here so that no scanner takes this file for a leak. */
export const planted: readonly Planted[] = [
  text(
    'an access key of AWS',
    `AKIA${letters(16, 'ABCDEFGHIJKLMNOP234567')}`,
    'AKIA is how keys of AWS begin',
  ),
  text('a token of GitHub', `ghp_${letters(36)}`, 'ghp_short'),
  text('a fine-grained token of GitHub', `github_pat_${letters(60)}`, 'github_pat_'),
  text('a token of GitLab', `glpat-${letters(20)}`, 'glpat-1'),
  text('a deploy token of GitLab', `gldt-${letters(24)}`, 'gldt-x'),
  text('a token of Slack', `xoxb-${letters(12, '0123456789')}-${letters(24)}`, 'xoxb-1'),
  text('an app token of Slack', `xapp-1-A0123456789-1234567890123-${hex(64)}`, 'xapp-1'),
  text('a live key of Stripe', `sk_live_${letters(24)}`, 'sk_live_'),
  text('a test key of Stripe', `sk_test_${letters(24)}`, 'sk_test_mode'),
  text('a webhook secret of Stripe', `whsec_${letters(32)}`, 'whsec_'),
  text('a key of Google', `AIza${letters(35)}`, 'AIzawa'),
  text('a client secret of Google', `GOCSPX-${letters(28)}`, 'GOCSPX-'),
  text('an access token of Google', `ya29.${letters(60)}`, 'ya29.x'),
  text('a key of Anthropic', `sk-ant-api03-${letters(40)}`, 'sk-ant-hill'),
  text('a key of OpenAI', `sk-proj-${letters(40)}`, 'sk-project'),
  text('a token of Hugging Face', `hf_${letters(34)}`, 'hf_hub'),
  text('a token of npm', `npm_${letters(36)}`, 'npm_config_cache'),
  text('a token of PyPI', `pypi-${letters(60)}`, 'pypi-mirror'),
  text('a token of Docker', `dckr_pat_${letters(27)}`, 'dckr_pat_'),
  text('a token of Databricks', `dapi${hex(32)}`, 'dapi-gateway'),
  text('a token of dbt', `dbtu_${letters(40)}`, 'dbtu_x'),
  text('a key of Supabase', `sbp_${hex(40)}`, 'sbp_short'),
  text('a password of PlanetScale', `pscale_pw_${letters(43)}`, 'pscale_pw_x'),
  text('a token of Vault', `hvs.${letters(30)}`, 'hvs.short'),
  text('a token of Terraform Cloud', `${letters(14)}.atlasv1.${letters(60)}`, 'x.atlasv1.y'),
  text('a token of DigitalOcean', `dop_v1_${hex(64)}`, 'dop_v1_x'),
  text('a client secret of Azure', `abc8Q~${letters(34)}`, 'abc8Q~short'),
  text('an account key of Azure', `${letters(86)}==`, 'YWJj=='),
  text('a key of SendGrid', `SG.${letters(22)}.${letters(43)}`, 'SG.eu.west'),
  text('a key of Twilio', `SK${hex(32)}`, `SK${hex(31)}`),
  text('a key of Mailgun', `key-${hex(32)}`, 'key-1'),
  text('a key of Mailchimp', `${hex(32)}-us14`, `${hex(32)}`),
  text('a token of Telegram', `123456789:AA${letters(33)}`, '123456789:AA'),
  text('a token of Shopify', `shpat_${hex(32)}`, 'shpat_x'),
  text('a token of Atlassian', `ATATT3${letters(60)}`, 'ATATT3'),
  text('a token of Grafana', `glsa_${letters(32)}_${hex(8)}`, 'glsa_x'),
  text('a token of Doppler', `dp.pt.${letters(43)}`, 'dp.pt.x'),
  text('a key of New Relic', `NRAK-${letters(27, 'ABCDEFGHJKLMNP0123456789')}`, 'NRAK-1'),
  text('a signed token', `eyJ${letters(30)}.eyJ${letters(50)}.${letters(43)}`, 'eyJhbGciOiJIUzI1NiJ9'),
  text('a hash of bcrypt', `$2b$12$${letters(53)}`, '$2b or not $2b'),
  text('a hash of argon2', `$argon2id$v=19$m=65536,t=3,p=4$${letters(22)}$${letters(43)}`, 'argon2id'),
  text(
    'a verifier of Postgres',
    `SCRAM-SHA-256$4096:${letters(22)}==$${letters(43)}=:${letters(43)}=`,
    'SCRAM-SHA-256',
  ),
  text('a hash of a password of Postgres', `md5${hex(32)}`, hex(32)),
  sql('a private key', pem, ["SELECT '"], "SELECT '-----BEGIN CERTIFICATE-----';\n"),
  sql(
    'a private key on one line',
    pem.replaceAll('\n', '\\n'),
    ["SELECT '"],
    "SELECT '-----BEGIN PUBLIC KEY-----';\n",
  ),
  sql(
    'a private key in a comment',
    pem.replaceAll('\n', '\n-- '),
    ['-- ', ''],
    '-- a private key is kept elsewhere\n',
  ),
  sql(
    'a private key without an end',
    letters(64),
    ["SELECT '-----BEGIN PRIVATE KEY-----\n"],
    "SELECT 'PRIVATE KEY';\n",
  ),
  sql(
    'a password in an address',
    'c0rrect-horse',
    ["SELECT 'postgres://app:", "@db/x';"],
    "SELECT 'postgres://app@db/x';\n",
  ),
  sql(
    'a password of a role',
    'Tr0ub4dor',
    ["CREATE ROLE x LOGIN PASSWORD '"],
    'CREATE ROLE x LOGIN PASSWORD NULL;\n',
  ),
  sql(
    'a password of MySQL',
    'Tr0ub4dor',
    ["CREATE USER x IDENTIFIED BY '"],
    'ALTER TABLE t INCREMENT BY 10;\n',
  ),
  sql(
    'a password of Snowflake',
    'Tr0ub4dor',
    ["CREATE USER x PASSWORD = '"],
    'CREATE USER x MUST_CHANGE_PASSWORD = TRUE;\n',
  ),
  sql(
    'a connection of a subscription',
    'Tr0ub4dor',
    ["CREATE SUBSCRIPTION s CONNECTION 'host=a password=", " dbname=x' PUBLICATION p;"],
    "CREATE SUBSCRIPTION s CONNECTION 'service=a' PUBLICATION p;\n",
  ),
  sql(
    'credentials of a load',
    letters(40),
    ["COPY t FROM 's3://b' CREDENTIALS 'aws_secret_access_key="],
    "COPY t FROM 's3://b' IAM_ROLE default;\n",
  ),
  sql(
    'a password that is set',
    'Tr0ub4dor',
    ["UPDATE users SET password = '"],
    'UPDATE users SET password_changed = now();\n',
  ),
  sql(
    'a password that is inserted',
    'Tr0ub4dor',
    ["INSERT INTO users (id, password) VALUES (1, '", "');"],
    "INSERT INTO users (id, password_policy) VALUES (1, 'strict');\n",
  ),
  sql(
    'a token that is inserted',
    letters(30),
    ["INSERT INTO keys (id, api_token) VALUES (1, '", "');"],
    "INSERT INTO keys (id, kind) VALUES (1, 'public');\n",
  ),
  sql(
    'a password that is hashed',
    'hunter2',
    ["UPDATE users SET password = crypt('", "', gen_salt('bf'));"],
    "UPDATE users SET password = crypt($1, gen_salt('bf'));\n",
  ),
  sql(
    'a password in a function of its name',
    'hunter2',
    ["SET password = PASSWORD('", "');"],
    "SELECT password_changed_at, 'bf' FROM users;\n",
  ),
  sql('a password for somebody', 'hunter2', ["SET PASSWORD FOR x = '", "';"], "SET search_path = 'app';\n"),
  sql(
    'a password in dollars',
    'hunter2',
    ['CREATE USER u PASSWORD $$', '$$;'],
    "CREATE FUNCTION check_password() RETURNS text LANGUAGE sql AS $$ SELECT 'plain' $$;\n",
  ),
  sql(
    'a secret that is a setting',
    'hunter2',
    ["SELECT set_config('app.jwt_secret', '", "', false);"],
    "SELECT set_config('app.theme', 'dark', false);\n",
  ),
  sql(
    'a secret that is a setting of a database',
    'hunter2',
    ["ALTER DATABASE d SET app.jwt_secret = '", "';"],
    "ALTER DATABASE d SET app.theme = 'dark';\n",
  ),
  sql(
    'a secret of a load',
    'hunter2',
    ["COPY t ACCESS_KEY_ID 'x' SECRET_ACCESS_KEY '", "';"],
    "COPY t DELIMITER 'x';\n",
  ),
  sql(
    'a secret of DuckDB',
    'hunter2',
    ["CREATE SECRET s (TYPE S3, SECRET '", "');"],
    "CREATE TABLE passwords (id int, kind text DEFAULT 'plain', password text);\n",
  ),
  sql(
    'a master key',
    'hunter2',
    ["CREATE STAGE s ENCRYPTION = (MASTER_KEY = '", "');"],
    "CREATE STAGE s ENCRYPTION = (TYPE = 'AWS_SSE_S3');\n",
  ),
  sql(
    'a key that something is encrypted with',
    'hunter2',
    ["SELECT pgp_sym_encrypt(x, '", "key');"],
    "SELECT encode(secret, 'hex'), 'x' FROM t WHERE token_type = 'bearer';\n",
  ),
  sql(
    'a key of a digest',
    'hunter2',
    ["SELECT hmac(x, '", "', 'sha256');"],
    "SELECT digest(x, 'sha256'), max_tokens = '8k' FROM t;\n",
  ),
  sql(
    'a hash that identifies',
    'hunter2',
    ["CREATE USER x IDENTIFIED BY PASSWORD '*2470C0", "';"],
    'CREATE USER x IDENTIFIED EXTERNALLY;\n',
  ),
  sql(
    'a secret in a row with its name',
    'hunter2',
    ["INSERT INTO settings (key, value) VALUES ('smtp_password', '", "'), ('theme', 'dark');"],
    "INSERT INTO settings (key, value) VALUES ('password_policy', 'strict');\n",
  ),
  sql(
    'a secret that is set where its name is',
    'hunter2',
    ["UPDATE settings SET value = '", "' WHERE key = 'smtp_password';"],
    "UPDATE settings SET value = 'dark' WHERE key = 'theme';\n",
  ),
  sql(
    'a secret before its name',
    'hunter2',
    ["SELECT 1 FROM t WHERE '", "' = password;"],
    "SELECT 1 FROM t WHERE password IS NULL AND status = 'open';\n",
  ),
  sql(
    'a secret in a block',
    'hunter2',
    ["DO $$ BEGIN UPDATE u SET password = crypt('", "', gen_salt('bf')); END $$;"],
    "DO $$ BEGIN RAISE NOTICE 'done'; END $$;\n",
  ),
  sql(
    'a bearer in a comment',
    letters(30),
    ['-- curl -H "Authorization: Bearer ', '"\n'],
    '-- the bearer of this is well known\n',
  ),
  other(
    'infra/main.tf',
    'a password in Terraform',
    ['resource "a" "b" {\n  password = "', 'Tr0ub4dor', '"\n}\n'],
    'resource "a" "b" {\n  password = var.password\n}\n',
  ),
  other(
    'infra/main.tf',
    'a secret key in Terraform',
    ['provider "aws" {\n  secret_key = "', letters(40), '"\n}\n'],
    'resource "aws_s3_bucket" "b" {\n  bucket = "acme-exports-2024"\n}\n',
  ),
  other(
    'infra/main.tf',
    'a password in a script',
    ['x = <<EOF\nexport PGPASSWORD=', 'Tr0ub4dor', '\nEOF\n'],
    'x = <<EOF\nexport PGPASSWORD=$SECRET\nEOF\n',
  ),
  other(
    'profiles.yml',
    'a password in settings',
    ['prod:\n  password: ', 'Tr0ub4dor', '\n'],
    'prod:\n  password: "{{ env_var(\'DB_PASSWORD\') }}"\n',
  ),
  other(
    'key.json',
    'a key of a service account',
    ['{"private_key": "', letters(48), '"}\n'],
    '{"private_key_id": null}\n',
  ),
  other(
    'a.json',
    'a secret beside its name',
    ['{"name": "DB_PASSWORD", "value": "', 'Tr0ub4dor9', '"}\n'],
    '{"name": "DB_HOST", "value": "primary"}\n',
  ),
]

/** What looks drawn at random or guarded by a name, and is neither. */
export const harmless: readonly (readonly [string, string])[] = [
  ['a.sql', `-- since commit ${hex(40)}\n`],
  ['a.sql', 'ALTER TABLE t ADD id uuid DEFAULT gen_random_uuid();\n'],
  ['a.sql', `ALTER TABLE t ALTER id SET DEFAULT '7f3e2a10-90ab-4c3d-8e21-0a1b2c3d4e5f';\n`],
  ['a.sql', 'ALTER TABLE t ADD password_hash text, ADD api_token text, ADD secret bytea;\n'],
  ['a.sql', "SELECT current_setting('app.secret_name');\n"],
  ['a.sql', 'CREATE INDEX users_token_idx ON users (token);\n'],
  ['a.tf', 'resource "aws_s3_bucket" "b" {\n  bucket = "acme-data-lake-eu-central-1"\n}\n'],
  ['a.tf', 'x {\n  secret_id = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:db-AbCdEf"\n}\n'],
  ['a.tf', 'x {\n  manage_master_user_password = true\n  password_length = 24\n}\n'],
  ['a.tf', 'x {\n  source = "git::https://github.com/acme/modules.git?ref=v1.2.3"\n}\n'],
  ['a.yml', 'models:\n  - name: tokens\n    columns:\n      - name: secret\n        tests: [not_null]\n'],
]
