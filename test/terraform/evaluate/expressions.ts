import fc from 'fast-check'

/** What a hole of an expression is made of: T a text, N a number, B a truth, L a list of texts, M a map of texts; A any of them. */
type Type = 'T' | 'N' | 'B' | 'L' | 'M' | 'A'

/** Expressions by what they come to, as Terraform's documentation has it. */
const forms: Readonly<Record<Type, readonly string[]>> = {
  T: [
    ...[
      '""',
      '"a"',
      '"b"',
      '"a-b"',
      '"1"',
      '"10.0.0.0/8"',
      'var.t',
      'var.t',
      'var.l[0]',
      'var.m["a"]',
      'var.m.b',
    ],
    ...[
      'upper(T)',
      'lower(T)',
      'title(T)',
      'trimspace(T)',
      'strrev(T)',
      'chomp(T)',
      'tostring(A)',
      'sha256(T)',
    ],
    ...['join(T, L)', 'format("%s-%s", A, T)', 'format("%v", A)', 'format("%03d", N)', 'replace(T, T, T)'],
    ...['replace(T, "/[ab]/", T)', 'substr(T, N, N)', 'trim(T, T)', 'trimprefix(T, T)', 'trimsuffix(T, T)'],
    ...[
      'indent(N, T)',
      'element(L, N)',
      'lookup(M, T, T)',
      'coalesce(T, T)',
      'coalesce(A, T)',
      'one(L)',
      'jsonencode(A)',
    ],
    ...[
      'yamlencode(A)',
      'jsondecode(jsonencode(T))',
      'base64encode(T)',
      'base64decode(base64encode(T))',
      'urlencode(T)',
    ],
    ...[
      'cidrsubnet(T, N, N)',
      'cidrhost(T, N)',
      'regex("[a-z]+", T)',
      'B ? T : T',
      'try(T, T)',
      'try(M[T], T)',
      'L[N]',
      'M[T]',
    ],
    ...[
      '"x-${A}-y"',
      '"${T}${T}"',
      '"%{ if B }${T}%{ else }${T}%{ endif }"',
      '"%{ for v in L }${v},%{ endfor }"',
    ],
    ...[
      'csvdecode("h\\n${T}")[0].h',
      'basename(T)',
      'nonsensitive(T)',
      'md5(T)',
      'textencodebase64(T, "UTF-8")',
    ],
    ...['yamldecode(T)', 'keys(M)[0]', 'max([for v in L : length(v)]...)', '{ a = T, b = A }.a', '[A, T][1]'],
  ],
  N: [
    ...[
      '0',
      '1',
      '2',
      '-1',
      '1.5',
      'var.n',
      'var.n',
      'length(A)',
      'length(L)',
      'length(M)',
      'abs(N)',
      'floor(N)',
    ],
    ...[
      'ceil(N)',
      'max(N, N)',
      'min(N, N)',
      'sum([N, N])',
      'N + N',
      'N - N',
      'N * N',
      'N / N',
      'N % N',
      '-N',
    ],
    ...[
      'index(L, T)',
      'parseint(T, 10)',
      'tonumber(T)',
      'B ? N : N',
      'signum(N)',
      'try(tonumber(T), N)',
      'pow(N, N)',
    ],
    ...[
      'length(setunion(L, L))',
      'length(distinct(L))',
      'length(flatten([L, A]))',
      'length(toset(L))',
      'coalesce(N, N)',
    ],
  ],
  B: [
    ...[
      'true',
      'false',
      'var.b',
      'var.b',
      'A == A',
      'T == T',
      'T != T',
      'N < N',
      'N >= N',
      'B && B',
      'B || B',
      '!B',
    ],
    ...[
      'contains(L, T)',
      'contains([T, A], A)',
      'alltrue([B, B])',
      'anytrue([B, B])',
      'can(A)',
      'can(M[T])',
      'startswith(T, T)',
    ],
    ...[
      'endswith(T, T)',
      'strcontains(T, T)',
      'L == L',
      'M == M',
      'A == null',
      'tobool(A)',
      'B ? B : B',
      'try(B, B)',
    ],
    ...['[T, N] == [T, N]', '{ a = T } != { a = A }', 'length(L) == 0'],
  ],
  L: [
    ...[
      '[]',
      '["a"]',
      'var.l',
      'var.l',
      '[T, T]',
      '[A, T]',
      'concat(L, L)',
      'compact(L)',
      'distinct(L)',
      'reverse(L)',
    ],
    ...[
      'sort(L)',
      'slice(L, N, N)',
      'flatten([L, [L]])',
      'keys(M)',
      'values(M)',
      'tolist(L)',
      'toset(L)',
      'split(T, T)',
    ],
    ...[
      'setunion(L, L)',
      'setintersection(L, L)',
      'setsubtract(L, L)',
      'chunklist(L, N)[0]',
      'coalescelist(L, L)',
    ],
    ...[
      'range(N)',
      'range(N, N)',
      'matchkeys(L, L, L)',
      'regexall("[a-z]", T)',
      'formatlist("%s-%s", L, T)',
      'B ? L : L',
    ],
    ...[
      '[for v in L : v]',
      '[for v in L : v if v != T]',
      '[for i, v in L : "${i}${v}"]',
      '[for k, v in M : "${k}${v}"]',
    ],
    ...[
      'L[*]',
      'M[*].a',
      '[M, M][*].a',
      '[M].*.b',
      'A[*]',
      'try(L, L)',
      'values(transpose({ a = L }))',
      'setproduct(L, L)[0]',
    ],
    ...[
      'jsondecode(jsonencode(L))',
      '[for k, v in toset(L) : k]',
      'yamldecode(yamlencode(L))',
      'sort(concat(keys(M), L))',
    ],
  ],
  M: [
    ...[
      '{}',
      '{ a = "a" }',
      'var.m',
      'var.m',
      '{ a = T, b = A }',
      '{ (T) = A }',
      'merge(M, M)',
      'merge(M, null)',
      'tomap(M)',
    ],
    ...[
      'zipmap(L, L)',
      '{ for v in L : v => T }',
      '{ for k, v in M : k => upper(v) }',
      '{ for v in L : v => v... }',
    ],
    ...[
      '{ for k, v in M : v => k... }',
      '{ for i, v in L : i => v if B }',
      'B ? M : M',
      'try(M, M)',
      'try(A.a, M)',
    ],
    ...[
      'jsondecode(jsonencode(M))',
      'yamldecode(yamlencode(M))',
      'transpose({ a = L, b = L })',
      'one([M])',
      'merge([M, M]...)',
    ],
  ],
  A: ['null', 'var.t', 'T', 'N', 'B', 'L', 'M', '[A, A]', '{ a = A }'],
}

const types = Object.keys(forms) as Type[]

/** Code of any expression: mostly what fits, now and then what Terraform would refuse. */
export const code: fc.Arbitrary<string> = fc.letrec<Record<Type, string>>((tie) => {
  const hole = (type: Type) =>
    fc.oneof({ weight: 30, arbitrary: tie(type) }, { weight: 1, arbitrary: tie('A') }) as fc.Arbitrary<string>
  const filled = (form: string) => {
    const pieces = form.split(/\b([TNBLMA])\b/)
    return fc
      .tuple(
        ...pieces.map((piece, i) => (i % 2 === 0 ? fc.constant(piece) : hole(piece as Type).map(bracketed))),
      )
      .map((all) => all.join(''))
  }
  const ofType = (type: Type) => {
    const [simple, nested] = [false, true].map((has) =>
      forms[type].filter((form) => /\b[TNBLMA]\b/.test(form) === has).map(filled),
    )
    return fc.oneof(
      // One depth for all types.
      { depthIdentifier: 'code', maxDepth: 4 },
      { weight: Math.ceil((nested?.length ?? 1) / 3), arbitrary: fc.oneof(...(simple ?? [])) },
      ...(nested ?? []).map((arbitrary) => ({ weight: 1, arbitrary })),
    )
  }
  return Object.fromEntries(types.map((type) => [type, ofType(type)])) as Record<Type, fc.Arbitrary<string>>
}).A

/** Operators bind differently inside of others. */
function bracketed(inner: string): string {
  return / [-+*/%<>=&|?!]/.test(inner) || /^[-!]/.test(inner) ? `(${inner})` : inner
}
