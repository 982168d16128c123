/** A thing that can be wrong: the rules that say so, and how anybody says so. */
interface Matter {
  readonly rules: RegExp
  readonly says: RegExp
}

const matter = (rules: string, says: string): Matter => ({
  rules: new RegExp(`^(?:${rules})$`),
  says: new RegExp(says, 'i'),
})

const blocking =
  'postgres/(?:require-(?:concurrent-\\w+|not-valid-[\\w-]+|proven-not-null|separate-validate|attach-check|(?:unique|primary-key)-using-index|partitioned-index-path)|' +
  'ban-(?:blocking-\\w+|lock-table|wide-lock-window|work-under-exclusive-lock|exclusion-constraint|multiple-foreign-keys|domain-constraint|serial-column|stored-generated-column|' +
  'table-rewrite|type-change-rewrite|volatile-default))|migration/(?:require-batched-backfill|ban-schema-with-backfill|ban-truncate)'

/**
 * What rules and people speak of, so that two of them can be found to say the same in other words. A rule belongs to what it says in its
 * message, and to nothing that could be said of the same statement besides.
 */
const matters: Readonly<Record<string, Matter>> = {
  lock: matter(
    `${blocking}|postgres/require-lock-timeout`,
    String.raw`\block(?:s|ed|ing)?\b|\b(?:access |share (?:row )?)?exclusive\b|\bblock(?:s|ed|ing)?\b|\bconcurrently\b|\bstops? (?:all )?(?:writes|reads|traffic)|\b(?:writ(?:e|es|ers|ing)|reads?|readers|inserts?|updates?|sessions|traffic) (?:\w+ ){0,3}(?:wait|queue|stall|hang|pile)|\b(?:stall|queue|hang)s? (?:up )?(?:behind|every|all|writes|reads)|\bdowntime\b|\bNOT VALID\b`,
  ),
  scan: matter(
    'postgres/(?:require-(?:proven-not-null|not-valid-[\\w-]+|attach-check)|ban-(?:blocking-work|domain-constraint|work-under-exclusive-lock))',
    String.raw`\b(?:full|whole|entire|sequential)[ -](?:table )?(?:scan|read)|\bscans? (?:the )?(?:whole|entire|full|all|every)|\bchecks? every row|\breads? (?:all|every|the whole|the entire)\b`,
  ),
  rewrite: matter(
    'postgres/ban-(?:serial-column|stored-generated-column|table-rewrite|type-change-rewrite|volatile-default|blocking-work)',
    String.raw`\brewr(?:ite|ites|iting|itten|ote)\b|\bcop(?:y|ies) (?:of )?(?:the )?(?:whole|entire|full|every)`,
  ),
  timeout: matter(
    'postgres/require-lock-timeout',
    String.raw`\block_timeout\b|\bstatement_timeout\b|\block timeout\b|\btime limit\b`,
  ),
  loss: matter(
    'migration/(?:ban-(?:drop-(?:column|table|schema|cascade)|truncate|hidden-drop)|require-where)|plan/(?:destroy-stateful|replace-stateful|count-index-shift|for-each-key-change|rename-without-moved|schema-column-dropped|mass-change)|terraform/(?:stateful-resource-removed|[\\w-]*column-dropped|[\\w-]*force-destroy|skip-final-snapshot|table-renamed)',
    String.raw`\b(?:data|values?|history|contents?|records|bucket|database|cluster|store|everything)\b(?: \w+){0,5} (?:lost|losing)\b|\blos(?:e|es|ing|s of)\b(?: (?:its|their|the|all|of|any|\d+)){0,3} (?:data|values?|history|contents?|records|everything)\b|\bdata loss\b|\b(?:delet|destroy|remov|eras|discard|wip)\w*\b.{0,40}\b(?:data|values|rows|history|contents?|records|bucket|database|cluster|store|everything)\b|\b(?:irrecoverabl|irretrievabl|permanent)\w*\b|\bgone for good\b|\bdrop(?:s|ped|ping)? (?:the |a |this )?(?:table|column|database|schema|data)\b`,
  ),
  'running-version': matter(
    'migration/(?:ban-(?:drop-column|drop-table|rename-column|rename-table|required-column|drop-not-null)|used-downstream)|plan/(?:output-removed|schema-column-dropped)|terraform/(?:output-removed|table-renamed)',
    String.raw`\b(?:running|old|previous|deployed|current|live)(?: \w+){0,2} (?:version|release|code|application|app|pods?|instances?|service)\b|\brolling (?:deploy|update|restart)|\bexpand (?:and|/) ?contract`,
  ),
  readers: matter(
    'migration/(?:used-downstream|ban-drop-cascade|ban-rename-\\w+)|plan/(?:output-removed|schema-column-dropped)|terraform/(?:output-removed|table-renamed)',
    String.raw`\b(?:downstream|dependents?|consumers?|readers?|dashboards?|reports?|exports?)\b|\bviews?\b.{0,60}\b(?:read|use|depend|break|fail|reference|select|invalid)|\b(?:still|is|are) (?:read|used|referenced|selected)(?:s)? by\b|\bCASCADE\b`,
  ),
  nulls: matter(
    'migration/(?:ban-(?:required-column|drop-not-null))|terraform/bigquery-schema-required',
    String.raw`\bnullable\b|(?<!\bNOT )\bnulls?\b|\bdrop(?:s|ped|ping)? (?:the )?NOT NULL\b|\brequired (?:column|field)\b|\b(?:no|without a?|lacks? a) default\b`,
  ),
  undo: matter(
    'migration/(?:require-rollback|irreversible)',
    String.raw`\broll(?:ed|s|ing)?[ -]?back\b|\bundo(?:ne)?\b|\bdown (?:script|migration|step|section)\b|\brevert\w*\b|\b(?:ir)?reversib\w+`,
  ),
  batches: matter(
    'migration/(?:require-batched-backfill|ban-schema-with-backfill)',
    String.raw`\bbatch\w*\b|\bchunk\w*\b|\b(?:one|single|long)(?:[ -]running)? (?:update|transaction|statement)\b|\b(?:every|all|millions of) rows? (?:at once|in one)\b`,
  ),
  everything: matter(
    'migration/require-where',
    String.raw`\b(?:no|without(?: a| any)?|lacks? a|missing) (?:where|filter|condition)\b|\b(?:updat|chang|delet|affect|overwrit|set|touch|reset|clear|hit)\w*(?: \w+){0,3} (?:every|all)(?: the)? rows?\b|\b(?:every|all)(?: the)? rows? (?:of \w+ )?(?:is|are|gets?) (?:updat|chang|delet|affect|overwrit|set|touch|reset|clear)\w*`,
  ),
  transaction: matter(
    'postgres/(?:ban-(?:concurrent-in-transaction|unbalanced-transaction|enum-value-in-transaction)|require-separate-validate|ban-work-under-exclusive-lock)|migration/(?:ban-schema-with-backfill|require-idempotent)',
    String.raw`\b(?:in|inside|within|outside|of|as)(?: of)? (?:a|an|one|the|its|same|single|own|this|that) (?:(?:same|single|own|open|explicit|long) )?transaction\b|\btransaction (?:block|of its own|control)\b|\btransactions? (?:fails?|aborts?|commits?|rolls?|holds?|runs?|lasts?)\b|\blong(?:[ -]running)? transaction|\btransactional\b|\b(?:BEGIN|COMMIT) (?:and|before|after|block|statement)\b`,
  ),
  'needless-index': matter(
    'postgres/ban-redundant-index',
    String.raw`\b(?:redundant|needless|duplicate|superfluous|unnecessary|covered|prefix)\b.{0,60}\bindex|\bindex\b.{0,80}\b(?:redundant|needless|duplicates?|superfluous|unnecessary|already cover|covered|prefix)`,
  ),
  'missing-index': matter(
    'postgres/require-foreign-key-index',
    String.raw`\b(?:no|without an?|lacks? an?|missing|add an?) (?:supporting )?index\b|\bun-?indexed\b|\b(?:is|are) not indexed\b`,
  ),
  uniqueness: matter(
    'migration/require-primary-key',
    String.raw`\b(?:no|without a|lacks? a|missing) (?:primary )?key\b|\bprimary key\b`,
  ),
  money: matter(
    'migration/ban-float-money',
    String.raw`\b(?:float\w*|double precision|real|binary)\b.{0,80}\b(?:money|amount|price|cent|round|exact|precis)|\b(?:money|amount|price|cent|round|exact|precis)\w*.{0,80}\b(?:float\w*|double|real|binary)\b`,
  ),
  narrowing: matter(
    'migration/ban-narrowing-type',
    String.raw`\bnarrow\w*\b|\btruncat(?:e|es|ed|ion)\b.{0,40}\bvalues?\b|\bvalues?\b.{0,60}\b(?:truncat|too long|out of range|overflow|no longer fit|refused)|\bout of range\b`,
  ),
  'key-type': matter(
    'postgres/prefer-bigint-key',
    String.raw`\bbigint\b|\b(?:2|two) billion\b|\b(?:run|runs|running) out of (?:ids|values|keys|numbers)\b|\b32[ -]bit\b`,
  ),
  identity: matter('postgres/(?:prefer-identity|ban-serial-column)', String.raw`\bserial\b|\bidentity\b`),
  json: matter('postgres/prefer-jsonb', String.raw`\bjsonb?\b`),
  varchar: matter('postgres/prefer-text', String.raw`\b(?:varchar|char)\b|\blength limit\b`),
  'time-zone': matter('postgres/prefer-timestamptz', String.raw`\btime ?-?zones?\b|\btimestamptz\b|\bUTC\b`),
  again: matter(
    'migration/require-idempotent|postgres/ban-concurrent-if-not-exists',
    String.raw`\bidempoten\w+\b|\bIF (?:NOT )?EXISTS\b|\b(?:re-?run|run (?:it )?(?:again|twice)|retr(?:y|ied))\b|\bINVALID index\b`,
  ),
  order: matter(
    'migration/(?:require-linear-order|require-naming|ban-edit-applied)',
    String.raw`\b(?:out of order|version number|numbered|already (?:been )?(?:applied|merged|run)|naming|file ?name)\b`,
  ),
  failure: matter(
    'postgres/rehearsal-failed|migration/contradicts-history',
    String.raw`\b(?:syntax error|does not exist|already exists|fails? (?:with|to run|to apply|on)|will fail|errors? out|cannot run)\b`,
  ),
  guards: matter(
    'migration/(?:ban-drop-constraint|ban-hidden-drop)|postgres/ban-disable-trigger',
    String.raw`\b(?:constraint|trigger|foreign key|check)\b.{0,60}\b(?:drop|remov|disabl|switched off|no longer|bypass|gone)|\b(?:drop|remov|disabl|switch\w* off|bypass)\w*\b.{0,40}\b(?:constraint|trigger|foreign key|check)\b`,
  ),
  encryption: matter(
    '(?:terraform|plan)/(?:[\\w-]*(?:encrypt|kms|cmk|customer-key)[\\w-]*|[\\w-]+-security-configuration)',
    String.raw`\bencrypt\w*\b|\bunencrypted\b|\bkms\b|\bat rest\b|\bcustomer[ -]managed key\b|\bCMK\b`,
  ),
  transit: matter(
    'terraform/[\\w-]*(?:tls|ssl|https|transit|certificate)[\\w-]*',
    String.raw`\b(?:tls|ssl|https|in transit|plain http|certificates?)\b`,
  ),
  exposure: matter(
    '(?:terraform|plan)/(?:exposure-widened|[\\w-]*(?:public|open|firewall|internet|anyone|authenticated-users|default-deny|security-group|private-address|wildcard-principal|trust)[\\w-]*|s3-acl[\\w-]*)',
    String.raw`\bpublic(?:ly)?\b|\binternet\b|\b0\.0\.0\.0\/0\b|\b(?:any(?:one|body)|everyone|the world|any (?:address|account|network|principal))\b|\bexpos\w+\b|\bopen (?:to|ingress|port)\b`,
  ),
  permissions: matter(
    '(?:terraform|plan)/(?:iam-[\\w-]+|[\\w-]*(?:grant|wildcard|admin|basic-roles|permissions|privilege|open-policy)[\\w-]*)',
    String.raw`\bwildcards?\b|\bprivileges?\b|\b(?:too |overly )?(?:broad|permissive)\b|\badmin(?:istrator)?s?\b|\bescalat\w+\b|\bevery (?:action|resource)\b|\ball (?:actions|resources)\b|\bpermissions?\b|\bgrants? more\b|\bs3:\*|\*:\*`,
  ),
  deletion: matter(
    '(?:terraform|plan)/(?:[\\w-]*(?:deletion-protection|prevent-destroy|purge-protection|protection-removed|protection-weakened|termination-protection)[\\w-]*|module-input-weakened)',
    String.raw`\bdeletion[ _]protection\b|\bprevent_destroy\b|\bpurge protection\b|\baccidental(?:ly)? delet\w+|\bdeleted by (?:accident|mistake)\b|\bguard(?:s|ed)? against (?:deletion|destruction)`,
  ),
  backups: matter(
    '(?:terraform|plan)/(?:[\\w-]*(?:backup|retention|snapshot|versioning|soft-delete|replication|recovery|pitr)[\\w-]*)',
    String.raw`\bback-?ups?\b|\bretention\b|\bsnapshots?\b|\bversioning\b|\bpoint[ -]in[ -]time\b|\b(?:recover|restor)\w*\b`,
  ),
  logs: matter(
    'terraform/[\\w-]*(?:logging|auditing|cloudtrail|logs)[\\w-]*',
    String.raw`\blog(?:s|ged|ging)?\b|\baudit\w*\b|\btrail\b`,
  ),
  secrets: matter(
    '(?:terraform|plan)/[\\w-]*(?:secret|credential|sensitive|password)[\\w-]*',
    String.raw`\b(?:passwords?|secrets?|credentials?|tokens?|api keys?)\b|\bplain ?text\b|\bhard-?coded\b|\bsensitive\b`,
  ),
  rotation: matter('terraform/[\\w-]*rotation[\\w-]*', String.raw`\brotat\w+\b`),
  replacement: matter(
    'plan/(?:replace-stateful|destroy-stateful|rename-without-moved|downtime|count-index-shift|for-each-key-change)',
    String.raw`\breplac(?:e|es|ed|ement|ing)\b|\bre-?creat\w+\b|\bmoved block\b`,
  ),
  restart: matter(
    'plan/downtime',
    String.raw`\brestart\w*\b|\breboot\w*\b|\bdowntime\b|\bunavailable\b|\boutage\b`,
  ),
  cost: matter(
    'plan/cost|terraform/(?:[\\w-]*cost[\\w-]*|snowflake-warehouse-\\w+|databricks-cluster-autotermination)',
    String.raw`\bcosts?\b|\bexpensive\b|\bbill(?:ed|s)?\b|\bspend\w*\b|\bUSD\b`,
  ),
  availability: matter(
    'terraform/[\\w-]*(?:multi-az|replica|standby)[\\w-]*',
    String.raw`\bmulti[ -_]az\b|\bstandby\b|\bsingle (?:zone|az|instance)\b|\bfailover\b`,
  ),
  drift: matter(
    'plan/(?:drift-reverted|unexplained-change)',
    String.raw`\bdrift\w*\b|\bby hand\b|\boutside (?:of )?terraform\b|\bmanual(?:ly)? change`,
  ),
  tags: matter('terraform/required-tags', String.raw`\btag(?:s|ged|ging)?\b`),
}

/** What a rule's finding speaks of; what its message says where no rule of the table has its name. */
export function mattersOfRule(ruleId: string, message: string): ReadonlySet<string> {
  const byRule = Object.entries(matters).filter(([, { rules }]) => rules.test(ruleId))
  return byRule.length > 0 ? new Set(byRule.map(([name]) => name)) : mattersOf(message)
}

/** What a text speaks of. */
export function mattersOf(text: string): ReadonlySet<string> {
  return new Set(Object.entries(matters).flatMap(([name, { says }]) => (says.test(text) ? [name] : [])))
}
