import { demand, isOneOf } from './shared/demand.ts'
import { family } from './shared/family.ts'
import { aliasesOf } from './shared/foreign-ids.ts'
import { awsPage, written } from './shared/written.ts'

const notebook = (lines: string) =>
  written('aws_sagemaker_notebook_instance', `name = "models"\ninstance_type = "ml.t3.medium"\n${lines}`)

export default [
  family({
    id: 'terraform/sagemaker-internet-access',
    title: 'Keep SageMaker notebooks from the internet',
    severity: 'high',
    on: ['aws_sagemaker_notebook_instance'],
    problem: 'has a way to the internet of its own',
    judge: demand('direct_internet_access', isOneOf('Disabled'), { absent: 'bad' }),
    why: 'A notebook reads training data, and runs whatever is installed into it. Its own way to the internet goes past every rule of the VPC.',
    fix: '`direct_internet_access = "Disabled"` with `subnet_id` and `security_groups`. It forces a new notebook; packages then come over a NAT gateway or endpoints of the VPC.',
    references: [
      awsPage('sagemaker_notebook_instance'),
      'https://docs.aws.amazon.com/sagemaker/latest/dg/appendix-notebook-and-internet-access.html',
    ],
    aliases: aliasesOf('CKV_AWS_122'),
    examples: {
      bad: [notebook(''), notebook('direct_internet_access = "Enabled"')],
      good: [
        notebook('direct_internet_access = "Disabled"\nsubnet_id = "subnet-0a1b2c3d"'),
        `locals {\n  internet = false\n}\n${notebook('direct_internet_access = local.internet ? "Enabled" : "Disabled"')}`,
      ],
    },
  }),
]
