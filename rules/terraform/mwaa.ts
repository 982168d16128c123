import { demand, isNot, isOneOf } from './shared/demand.ts'
import { family } from './shared/family.ts'
import { aliasesOf } from './shared/foreign-ids.ts'
import { awsPage, written } from './shared/written.ts'

const environment = (lines: string) => written('aws_mwaa_environment', `name = "etl"\n${lines}`)

export default [
  family({
    id: 'terraform/mwaa-public-access',
    title: 'Keep the Airflow web server off the internet',
    severity: 'high',
    on: ['aws_mwaa_environment'],
    problem: 'shows its web server to the internet',
    judge: demand('webserver_access_mode', isNot(isOneOf('PUBLIC_ONLY')), { absent: 'good' }),
    why: 'The web server shows code, logs and connections of every pipeline and starts them. On the internet only a login stands before that.',
    fix: '`webserver_access_mode = "PRIVATE_ONLY"`, or leave it out: that is the default. The web server is then reached through a VPC endpoint, from within the VPC or over a VPN.',
    references: [
      awsPage('mwaa_environment'),
      'https://docs.aws.amazon.com/mwaa/latest/userguide/configuring-networking.html',
    ],
    aliases: aliasesOf('CKV2_AWS_66'),
    examples: {
      bad: [
        environment('webserver_access_mode = "PUBLIC_ONLY"'),
        `variable "web" {\n  default = "PUBLIC_ONLY"\n}\n${environment('webserver_access_mode = var.web')}`,
      ],
      good: [environment('webserver_access_mode = "PRIVATE_ONLY"'), environment('max_workers = 5')],
    },
  }),
]
