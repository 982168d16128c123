import { isMap, isUnknown, sameValue, type Value } from '../../../src/core/terraform/value.ts'
import { isDestroyed, isReplaced, type Planned } from './planned.ts'

/** The attributes by which an instance names its cluster, and by which the cluster names itself. */
const names = ['cluster_identifier', 'cluster', 'cluster_id']
const ownNames = ['cluster_identifier', 'id', 'name', 'cluster_id']

const clusterOf: Readonly<Record<string, string>> = {
  aws_rds_cluster_instance: 'aws_rds_cluster',
  aws_docdb_cluster_instance: 'aws_docdb_cluster',
  aws_neptune_cluster_instance: 'aws_neptune_cluster',
  google_alloydb_instance: 'google_alloydb_cluster',
}

/** Whether the plan takes the cluster of an instance away as well, and with it the data. */
export function withItsCluster({ resource, plan }: Planned): boolean {
  const { before, type } = resource
  const cluster = Object.hasOwn(clusterOf, type) ? clusterOf[type] : undefined
  const named = valuesAt(before, names)
  return plan.resources.some(
    (other) =>
      other.type === cluster &&
      (isReplaced(other) || isDestroyed(other)) &&
      valuesAt(other.before, ownNames).some((own) => named.some((name) => sameValue(own, name) === 'yes')),
  )
}

function valuesAt(value: Value, attributes: readonly string[]): readonly Value[] {
  if (!isMap(value)) return []
  return attributes.flatMap((name) => {
    const found = value.get(name)
    return found === undefined || found === null || isUnknown(found) ? [] : [found]
  })
}
