// Words and attributes of Terraform that are structure: they say what is built and how, not whose it is.

const setOf = (words: string) => new Set(words.split(/\s+/))

/** Words that are structure wherever they stand, in small letters. */
export const structuralWords = setOf(
  `true false yes no on off null none default enabled disabled enable disable active inactive suspended any all allow deny allowed denied
  required optional preferred prefer require verify-ca verify-full public private internal external open prod production stage staging
  dev development test testing qa uat sandbox preview live shared global regional zonal local
  postgres postgresql mysql mariadb aurora aurora-mysql aurora-postgresql oracle-ee oracle-se2 sqlserver-ee sqlserver-se sqlserver-ex
  sqlserver-web redis valkey memcached docdb neptune opensearch elasticsearch snowflake bigquery redshift databricks mongodb cassandra
  tcp udp icmp icmpv6 http https tls ssl ssh -1 ingress egress inbound outbound tls_1_2 tls1_2 tls1_0 tls1_1 tls1_3
  aes256 aes128 aes-256 aws:kms aws:kms:dsse kms sse_kms sse-kms sse_s3 sse-s3 sse-c customer_managed aws_managed alias/aws/s3
  private public-read public-read-write authenticated-read log-delivery-write bucket-owner-full-control bucket-owner-read bucketowner
  bucketownerenforced bucketownerpreferred objectwriter select insert update delete usage create owner reader writer
  allusers allauthenticatedusers projectowners projectreaders projectwriters string number bool list map set object securestring stringlist
  standard standard_ia onezone_ia intelligent_tiering glacier glacier_ir deep_archive nearline coldline archive reduced_redundancy
  gp2 gp3 io1 io2 st1 sc1 pay_per_request provisioned on_demand serverless confidential restricted sensitive internet virtualnetwork
  eu us asia europe westeurope northeurope eastus eastus2 westus westus2 westus3 centralus uksouth ukwest francecentral germanywestcentral
  switzerlandnorth swedencentral norwayeast southeastasia eastasia japaneast australiaeast brazilsouth canadacentral
  service aws federated canonicaluser s3 sts iam systemassigned userassigned userpassword
  read write admin superuser error warn warning info debug audit slowquery upgrade general postgresql.log root
  user users role roles group groups policy table tables function log-group log-stream key alias parameter instance-profile assumed-role
  topic topics stream queue snapshot cluster db database databases catalog datasets dataset bucket object secret secrets projects project
  subscriptions resourcegroups providers locations keyrings cryptokeys networks subnetworks regions zones serviceaccount domain principalset
  principal folders organizations instance index job workgroup backup-vault distribution loadbalancer key-pair file-system vpc subnet
  security-group federated-user saml-provider oidc-provider`,
)

/** Attributes whose values are structure, by the end of their names. */
export const structuralKey =
  /(?:^|_)(?:types?|class|classes|modes?|engine|versions?|family|protocols?|effect|(?:not_?)?actions?|status|states?|regions?|locations?|zones?|tier|sku|sku_name|size|algorithm|acl|access|privileges?|permissions?|permissions_with_grant_option|strategy|format|compression|method|license_model|units?|interval|operator|statistic|direction|bypass|test|variable|provider|providers|source|backend|ownership|edition|generation|purpose|usage|spec|charset|collation|timezone|time_zone|window|schedule|schedule_expression|time|exports|level|behaviou?r|prevention|ip_configuration|ignore_changes|depends_on|replace_triggered_by|required_version|encryption(?:_\w{1,40})?|ssl(?:_\w{1,40})?|tls(?:_\w{1,40})?|tls_security_policy|release_label|period|handler|runtime|architectures?|port_ranges?|ports?|client_broker|bits|cidr|cidr_blocks?|ranges?|capabilities|features|event|events|retention(?:_\w{1,40})?|on_(?:delete|destroy|failure)|consistency|isolation)$/
/** Attributes that look so and hold what somebody chose. */
export const namingKey = /(?:^|_)(?:name|user|users|role|bucket|owner|group|team|email|id)$/

/** Forms of texts that are structure wherever they stand. Every quantifier is bounded. */
export const structuralForms: readonly RegExp[] = [
  /^-?\d{1,6}(?:\.\d{1,4}){0,3}$/,
  /^\d{1,9}(?:\.\d{1,9})?(?:ms|s|m|h|d|Ki|Mi|Gi|Ti|KB|MB|GB|TB|%)$/,
  /^\d{1,5}-\d{1,5}$/,
  /^(?:[~<>=!]{1,2} ?v?\d[\d.]{0,20}(?:-[a-z0-9.]{1,20})?(?:, ?)?){1,4}$/,
  /^(?:cron|rate)\([\w ,*?/#-]{1,60}\)$/,
  /^(?:\d{1,3}\.){3}\d{1,3}(?:\/\d{1,2})?$/,
  /^[0-9a-f:]{0,40}::?[0-9a-f:]{0,40}(?:\/\d{1,3})?$/,
  // Sizes of machines.
  /^(?:(?:db|cache|dms|ml|kafka|dc|ra)\.)?[a-z]{1,4}\d{1,2}[a-z]{0,4}(?:-\w{1,10})?\.(?:nano|micro|small|medium|large|xlarge|x?\d{0,2}xlarge|\d{1,2}xl|xlplus|metal)(?:\.search)?$/,
  /^db\.serverless$|^db-(?:custom-\d{1,3}-\d{1,7}|(?:f1|g1|n1|n2|perf)-[a-z0-9-]{1,30})$|^(?:e2|n[1-4]d?|c[23]d?|m[123]|t2[ad])-(?:standard|highmem|highcpu|micro|small|medium|custom)(?:-\d{1,7}){0,2}$/,
  /^(?:Standard|Basic|Premium|GP|BC|HS|B|MO)_[A-Z][A-Za-z]{0,8}\d{0,4}[a-z]{0,5}(?:_v?\d{1,3}){0,2}$/,
  // Regions and zones.
  /^(?:us|eu|ap|sa|ca|me|af|il|cn|mx)(?:-gov)?-(?:north|south|east|west|central|northeast|northwest|southeast|southwest)-\d[a-z]?$/,
  /^(?:us|europe|asia|australia|northamerica|southamerica|me|africa)-(?:north|south|east|west|central|northeast|northwest|southeast|southwest)\d{1,2}(?:-[a-f])?$/,
  // Engines with their versions.
  /^(?:default\.)?(?:aurora-)?(?:postgres(?:ql)?|mysql|mariadb|redis|valkey|memcached|POSTGRES|MYSQL|SQLSERVER)[_-]?\d{1,4}(?:[._]\d{1,3}){0,2}(?:_[A-Z]{3,12})?$/,
  // Rights.
  /^[a-z0-9-]{2,40}:(?:\*|(?:Get|Put|List|Describe|Delete|Create|Update|Assume|Tag|Untag|Pass|Batch|Write|Read|Decrypt|Encrypt|ReEncrypt|Generate|Invoke|Publish|Send|Receive|Scan|Query|Start|Stop|Modify|Attach|Detach|Add|Remove|Set|Restore|Copy|Select|Connect|Execute|Abort|Replicate|Bypass|Disable|Enable|Schedule|Cancel|Grant|Revoke|Reset|Purge|Change|Subscribe|Export|Import|Run)[A-Za-z]{0,60}\*?)$/,
  /^roles\/[A-Za-z.]{1,80}$/,
  /^arn:aws[\w-]{0,12}:iam::aws:policy\/[\w/-]{1,120}$/,
  /^(?:aws|s3|kms|iam|sts|ec2|dynamodb):[A-Za-z-]{1,60}(?:\/[a-z-]{1,40})?$/,
  /^(?:alias\/aws\/[a-z]{1,20}|2012-10-17|2008-10-17)$/,
  // What a cloud has given a name.
  /^(?:vpc|vpce|subnet|sg|ami|rtb|acl|eni|igw|nat|tgw|pl|i|vol|snap|o|ou|cidr)-[0-9a-f]{1,17}$/,
]
