export type Dialect = 'postgres' | 'mysql' | 'mariadb' | 'snowflake' | 'bigquery' | 'redshift' | 'databricks'
