/** The part of a plan that an example needs, in the form of `terraform show -json`. */
export function planWith(
  ...changes: readonly Readonly<Record<string, unknown>>[]
): Readonly<Record<string, unknown>> {
  return { resource_changes: changes }
}

type Values = Readonly<Record<string, unknown>> | null

/** One change of a plan: `change('aws_db_instance.orders', 'delete', { engine: 'postgres' }, null)`. */
export function change(
  address: string,
  action: keyof typeof actions,
  [before, after]: readonly [before: Values, after: Values],
  more: { readonly change?: Readonly<Record<string, unknown>>; readonly [key: string]: unknown } = {},
): Readonly<Record<string, unknown>> {
  const [type = '', rest = ''] = address.split('.')
  const [, name, key] = /^(\w+)(?:\[(.+)\])?$/.exec(rest) ?? []
  return {
    address,
    mode: 'managed',
    type,
    name,
    ...(key !== undefined && { index: JSON.parse(key) }),
    provider_name: 'registry.terraform.io/hashicorp/aws',
    ...more,
    change: { actions: actions[action], before, after, after_unknown: {}, ...more.change },
  }
}

const actions = {
  create: ['create'],
  update: ['update'],
  delete: ['delete'],
  replace: ['delete', 'create'],
  forget: ['forget'],
  'no-op': ['no-op'],
} as const
