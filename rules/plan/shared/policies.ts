export { policyAttributes } from '../../../src/core/iam/policy-changes.ts'
