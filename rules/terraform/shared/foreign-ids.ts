/** The ids by which checkov, Trivy and tfsec know a check of a cloud: `aliasesOf('CKV_AWS_21', 'AWS-0090', 'aws-s3-enable-versioning')`. */
export function aliasesOf(checkov: string, trivy?: string, long?: string): readonly string[] {
  return [
    `checkov:${checkov}`,
    ...(trivy ? [`trivy:${trivy}`, `trivy:AVD-${trivy}`] : []),
    ...(long ? [`trivy:${long}`, `tfsec:${long}`] : []),
  ]
}
