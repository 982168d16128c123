import { isSecretContainer } from './secret-under.ts'

// Whether `name: x` is structure is not said by `name`: in a column of a model it is, in a row of a test it is somebody's. So keys count as
// structural only in places that dbt, contracts and migration tools have; below anything else every scalar is a value.

/** What the keys of a mapping can be. */
type Region =
  /** The document, and one that is known to be a project's or a contract's. */
  | 'top'
  | 'project'
  /** Things that are described: models, columns, exposures, change sets. */
  | 'things'
  /** Any key is the name of a thing: tests with their arguments, fields by their names. */
  | 'names'
  /** Folders of a project, where only keys with a plus are settings. */
  | 'folders'
  /** Documents of a cloud, and what in them holds anything. */
  | 'cloud'
  | 'cloud-values'
  /** Rows with their columns. */
  | 'rows'
  | 'values'

/** Where a mapping stands. */
export interface SettingsPlace {
  readonly region: Region
  /** All in it is secret. */
  readonly isSecret: boolean
  /** The document is a secret of Kubernetes. */
  readonly isOfSecret: boolean
}

/** The place of a whole document. */
export function placeOf(text: string): SettingsPlace {
  const isProject =
    /^[\s{]{0,9}"?(?:config-version|model-paths|require-dbt-version|profile|dataContractSpecification)"?\s{0,3}:/m.test(
      text,
    )
  const isOfSecret = /^\s{0,4}"?kind"?\s{0,3}:\s{0,3}"?Secret"?\s{0,3},?\s{0,3}$/m.test(text)
  return { region: isProject ? 'project' : 'top', isSecret: false, isOfSecret }
}

/** The place of what stands under a key in a mapping. */
export function placeUnder({ region, isSecret, isOfSecret }: SettingsPlace, key: string): SettingsPlace {
  return {
    region: regionUnder(region, key),
    isSecret: isSecret || isSecretContainer(key) || (isOfSecret && key === 'data'),
    isOfSecret,
  }
}

const things =
  /^(?:models|sources|tables|columns?|dimensions?|measures|entities|metrics|semantic_models|saved_queries|exposures|seeds|snapshots|macros|analyses|arguments|unit_tests|groups|functions|config|constraints?|contract|depends_on|freshness|warn_after|error_after|external|partitions|versions|type_params|schema|servicelevels|databaseChangeLog|changeSet|changes|preConditions|rollback|createTable|dropTable|renameTable|addColumn|dropColumn|renameColumn|modifyDataType|createIndex|dropIndex|addPrimaryKey|dropPrimaryKey|addForeignKeyConstraint|dropForeignKeyConstraint|addUniqueConstraint|dropUniqueConstraint|addNotNullConstraint|dropNotNullConstraint|addDefaultValue|createSequence|dropSequence|createView|dropView|include|includeAll|packages)$/
const named = /^(?:(?:data_)?tests|fields|quality)$/
const rows = /^(?:rows|given|expect|insert|update|loadData|loadUpdateData|overrides)$/
const cloud =
  /^(?:Statement|PolicyDocument|AssumeRolePolicyDocument|Resources|resource|module|provider|terraform|output)$/
const cloudValues =
  /^(?:variable|locals|default|Default|Parameters|tags|Tags|labels|metadata|Metadata|Environment|environment)$/

function regionUnder(region: Region, key: string): Region {
  if (region === 'rows' || region === 'values' || region === 'cloud-values') return region
  if (region === 'cloud') return cloudValues.test(key) ? 'cloud-values' : 'cloud'
  if (rows.test(key)) return 'rows'
  const isTop = region === 'top' || region === 'project'
  if (isTop && cloud.test(key)) return 'cloud'
  if (isTop && /^(?:variable|locals)$/.test(key)) return 'cloud-values'
  if (values.test(key)) return 'values'
  if (named.test(key)) return 'names'
  if (region === 'names') return 'things'
  if (region === 'folders') return 'folders'
  if (things.test(key)) return 'things'
  return region === 'things' ? 'folders' : 'values'
}

const values = /^(?:vars|values?|data|meta|labels|annotations|owner|env|environment|accepted_values_list)$/
