import { looksRandom, secretName } from '../../core/terraform/secret-forms.ts'
import type { Kind } from './span.ts'

const names: readonly (readonly [Kind, RegExp])[] = [
  ['EMAIL', /(?:^|_)e?mail(?:_?(?:address|addr))?$/],
  ['PHONE', /(?:^|_)(?:phone|mobile|cell|telephone|tel|fax|msisdn)(?:_?(?:number|no|nr))?$/],
  ['IP', /(?:^|_)ip(?:v[46])?(?:_?addr(?:ess)?)?$/],
  ['CARD', /(?:^|_)(?:card|pan|cc|credit_card)(?:_?(?:number|no|nr))?$/],
  ['IBAN', /(?:^|_)(?:iban|bank_?account(?:_?(?:number|no))?|account_number|routing_number|bic)$/],
  ['DATE', /(?:^|_)(?:birth_?da(?:te|y)|date_of_birth|dob)$/],
  [
    'ID',
    /(?:^|_)(?:ssn|social_security(?:_?(?:number|no))?|passport(?:_?(?:number|no))?|national_id|tax_?id|tin|nin|nino|driver_?s?_licen[cs]e)$/,
  ],
  [
    'PERSON',
    /(?:^|_)(?:(?:first|last|full|middle|given|family|sur|maiden|user|display|nick|contact|customer|person|employee|patient|owner|author|member|client)_?name|surname|username|login|owner|contact)$/,
  ],
  [
    'PERSON',
    /(?:^|_)(?:address|street(?:_?address)?|address_?line_?\d?|postal_?code|post_?code|zip(?:_?code)?)$/,
  ],
]

/** What a name alone says of what stands under it. */
export interface Named {
  readonly secret: ReturnType<typeof secretName>
  readonly kind: Kind | undefined
}

function namedBy(name: string): Named {
  const called = name
    .slice(-200)
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/[\s.-]+/g, '_')
    .toLowerCase()
  const secret = /(?:^|_)password_?(?:hash|digest|salt)$/.test(called) ? 'surely' : secretName(called)
  return { secret, kind: names.find(([, form]) => form.test(called))?.[0] }
}

/** What stands under a name that says it is personal or secret; undefined of any other. */
export function kindUnder(name: string, value: string): Kind | undefined {
  return kindBy(namedBy(name), value)
}

export function kindBy({ secret, kind }: Named, value: string): Kind | undefined {
  if (secret === 'surely' && !isFilledIn(value)) return 'SECRET'
  if (secret === 'perhaps' && looksRandom(value) && !isFilledIn(value)) return 'SECRET'
  return kind
}

const later =
  /^(?:true|false|null|none)?$|^(?:\{\{|\$\{|\$\(|%\{|\$[A-Z_]{1,80}$|<[\w ]{1,80}>$|arn:|projects\/|alias\/|(?:var|local|data|module)\.|https?:\/\/[^@]{0,500}$|(?:file|env|vault|ssm|op|secretsmanager):)/i

/** Whether a text only says where a secret comes from, or that there is none. */
export function isFilledIn(value: string): boolean {
  return later.test(value.slice(0, 600))
}

/** The same of a column, under whose mere `name` somebody's may stand. */
export function namedByColumn(column: string): Named {
  const { secret, kind } = namedBy(column)
  return { secret, kind: kind ?? (column.toLowerCase() === 'name' ? 'PERSON' : undefined) }
}
