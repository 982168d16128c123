import { written as block } from './written.ts'

/** A resource block for an example, line by line. */
export function written(type: string, ...lines: readonly string[]): string {
  return block(type, lines.join('\n'))
}

/** Pages of providers that are not HashiCorp's. */
export const snowflakePage = (resource: string) =>
  `https://registry.terraform.io/providers/snowflakedb/snowflake/latest/docs/resources/${resource}`
export const databricksPage = (resource: string) =>
  `https://registry.terraform.io/providers/databricks/databricks/latest/docs/resources/${resource}`
