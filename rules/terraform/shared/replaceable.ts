export { isPartOfCluster, isReplaceable } from '../../../src/core/terraform/holdings.ts'
