import { demand, isTrue } from './shared/demand.ts'
import { family } from './shared/family.ts'
import { awsPage, written } from './shared/written.ts'

const trail = (lines = '') =>
  written('aws_cloudtrail', `name           = "audit"\ns3_bucket_name = "acme-audit"\n${lines}`)

export default [
  family({
    id: 'terraform/cloudtrail-logging',
    title: 'Keep trails recording',
    severity: 'high',
    tags: ['terraform', 'logging'],
    on: ['aws_cloudtrail'],
    problem: 'records nothing',
    judge: demand('enable_logging', isTrue, { absent: 'good' }),
    why: 'While the trail is off nobody can tell afterwards who read, changed or deleted what: not an auditor, and not you after an incident.',
    fix: 'Drop `enable_logging` or set it to true. To record less, narrow the event selectors.',
    references: [awsPage('cloudtrail')],
    aliases: ['checkov:CKV_AWS_251'],
    examples: {
      bad: [trail('enable_logging = false'), trail('enable_logging = "false"')],
      good: [trail(), trail('enable_logging = true')],
    },
  }),
  family({
    id: 'terraform/cloudtrail-validation',
    title: 'Sign the log files of trails',
    severity: 'medium',
    tags: ['terraform', 'logging'],
    on: ['aws_cloudtrail'],
    problem: 'writes log files that can be altered unnoticed',
    judge: demand('enable_log_file_validation', isTrue, { absent: 'bad' }),
    why: 'Without digests a log file that was changed or deleted looks like one that was not, and proves nothing.',
    fix: '`enable_log_file_validation = true`; `aws cloudtrail validate-logs` checks them.',
    references: [awsPage('cloudtrail')],
    aliases: ['checkov:CKV_AWS_36', 'trivy:AWS-0016', 'trivy:AVD-AWS-0016'],
    examples: {
      bad: [trail(), trail('enable_log_file_validation = false')],
      good: [
        trail('enable_log_file_validation = true'),
        `variable "signed" {\n  default = true\n}\n${trail('enable_log_file_validation = var.signed')}`,
      ],
    },
  }),
]
