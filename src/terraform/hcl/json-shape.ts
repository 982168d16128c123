/**
 * What is a block and what an attribute, which JSON does not tell: Terraform's own blocks as its language defines them
 * (JSON Configuration Syntax), those of providers are open.
 */
export interface Shape {
  /** How many labels stand before the body. */
  readonly labels: number
  readonly blocks: Readonly<Record<string, Shape>>
  /** Objects of other names may be attributes or blocks: the provider's schema says which. */
  readonly open?: boolean
  /** Attributes whose texts are expressions, not templates. */
  readonly code?: readonly string[]
}

const plain: Shape = { labels: 0, blocks: {} }
export const openShape: Shape = { labels: 0, blocks: {}, open: true }

const lifecycle: Shape = {
  labels: 0,
  blocks: { precondition: plain, postcondition: plain },
  code: ['ignore_changes', 'replace_triggered_by'],
}
const provisioner: Shape = { labels: 1, blocks: { connection: plain } }

const resource: Shape = {
  labels: 2,
  blocks: {
    lifecycle,
    connection: plain,
    provisioner,
    dynamic: { labels: 1, blocks: { content: openShape } },
  },
  open: true,
  code: ['depends_on', 'provider'],
}

const settings: Shape = {
  labels: 0,
  blocks: {
    required_providers: plain,
    backend: { labels: 1, blocks: {} },
    cloud: { labels: 0, blocks: { workspaces: plain } },
    provider_meta: { labels: 1, blocks: {} },
  },
}

/** A `.tf.json` file. */
export const fileShape: Shape = {
  labels: 0,
  blocks: {
    resource,
    data: resource,
    ephemeral: resource,
    variable: { labels: 1, blocks: { validation: plain }, code: ['type'] },
    output: { labels: 1, blocks: { precondition: plain }, code: ['depends_on'] },
    locals: plain,
    module: { labels: 1, blocks: {}, code: ['depends_on', 'providers'] },
    provider: { labels: 1, blocks: {}, open: true },
    terraform: settings,
    moved: { labels: 0, blocks: {}, code: ['from', 'to'] },
    removed: { labels: 0, blocks: { lifecycle, provisioner }, code: ['from'] },
    import: { labels: 0, blocks: {}, code: ['to', 'provider'] },
    check: { labels: 1, blocks: { data: resource, assert: plain } },
  },
}
