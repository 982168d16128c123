import { afterAll, expect, test } from 'vitest'
import { rules } from '../../rules/index.ts'
import { closeReader, reviewExample } from './review-example.ts'

afterAll(closeReader)

async function told(ranges: string) {
  const [rule] = rules
  if (!rule) throw new Error('no rules')
  const code = `variable "ranges" {\n  type = list(string)\n}\nlocals {\n  ranges = ${ranges}\n}\nresource "aws_security_group" "a" {\n  ingress {\n    from_port   = 5432\n    to_port     = 5432\n    protocol    = "tcp"\n    cidr_blocks = local.ranges\n  }\n}\nresource "google_compute_firewall" "a" {\n  network       = "a"\n  source_ranges = local.ranges\n  allow {\n    protocol = "tcp"\n    ports    = ["5432"]\n  }\n}\n`
  const { findings, undetermined = [] } = await reviewExample(rule, { files: { 'main.tf': code } })
  const isAsked = ({ ruleId }: { readonly ruleId: string }) =>
    ['terraform/security-group-store', 'terraform/gcp-firewall-open'].includes(ruleId)
  return { bad: findings.filter(isAsked).length, open: undetermined.filter(isAsked).length }
}

test('a list is as open as what is in it, whatever else may be', async () => {
  expect(await told('concat(["0.0.0.0/0"], var.ranges)')).toEqual({ bad: 2, open: 0 })
  expect(await told('concat(var.ranges, concat(var.ranges, ["::/0"]))')).toEqual({ bad: 2, open: 0 })
  expect(await told('concat(["10.0.0.0/8"], var.ranges)')).toEqual({ bad: 0, open: 2 })
  expect(await told('concat(["10.0.0.0/8"], ["192.168.0.0/16"])')).toEqual({ bad: 0, open: 0 })
})
