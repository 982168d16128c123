import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { load, loadAll } from 'js-yaml'
import { describe, expect, test } from 'vitest'
import manifest from '../package.json' with { type: 'json' }
import { planPrefix } from '../src/app/plans.ts'

// There is no container engine where these run: image and manifests are compared with what they speak of.

const root = resolve(import.meta.dirname, '..')
const read = (file: string) => readFileSync(join(root, file), 'utf8')
const dockerfile = read('Dockerfile').replaceAll('\\\n', ' ')
const instructions = dockerfile.split('\n').flatMap((line) => {
  const match = /^([A-Z]+) (.*)$/.exec(line)
  return match ? [{ name: match[1] ?? '', rest: match[2] ?? '' }] : []
})
const all = (name: string) => instructions.filter((one) => one.name === name).map(({ rest }) => rest)
/** The instructions of the stage that becomes the image. */
const image = instructions.slice(instructions.findLastIndex(({ name }) => name === 'FROM'))

const configuration = [
  'app/configuration',
  'app/private-key',
  'app/rehearsal-configuration',
  'anthropic/configuration',
]
  .map((file) => read(`src/${file}.ts`))
  .join('\n')
const server = read('src/app/server.ts')
const isRead = (variable: string) => new RegExp(`\\b${variable}\\b`).test(configuration)

interface Probe {
  readonly httpGet: { readonly path: string; readonly port: string }
}

interface Container {
  readonly name: string
  readonly image: string
  readonly env: readonly { readonly name: string; readonly value: string }[]
  readonly ports: readonly { readonly name: string; readonly containerPort: number }[]
  readonly startupProbe: Probe
  readonly livenessProbe: Probe
  readonly readinessProbe: Probe
  readonly resources: { readonly requests: object; readonly limits: object }
  readonly securityContext: object
  readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[]
}

interface Resource {
  readonly kind: string
  readonly metadata: { readonly name: string }
  readonly stringData?: Record<string, string>
  readonly spec: {
    readonly replicas: number
    readonly selector: { readonly matchLabels?: Record<string, string> } & Record<string, unknown>
    readonly template: {
      readonly metadata: { readonly labels: Record<string, string> }
      readonly spec: {
        readonly containers: readonly [Container]
        readonly volumes: readonly { readonly name: string; readonly emptyDir: object }[]
        readonly securityContext: Record<string, unknown>
        readonly terminationGracePeriodSeconds: number
      }
    }
  }
}

const resources = loadAll(read('deploy/kubernetes.yaml')) as readonly Resource[]
const ofKind = (kind: string) => resources.filter((one) => one.kind === kind)
const deployments = ofKind('Deployment')

describe('Dockerfile', () => {
  const copies = all('COPY').map((rest) => rest.split(' ').filter((word) => !word.startsWith('--from=')))

  test('what is copied exists, or an earlier stage made it', () => {
    const fromContext = all('COPY').filter((rest) => !rest.startsWith('--from='))
    const missing = fromContext
      .flatMap((rest) => rest.split(' ').slice(0, -1))
      .filter((path) => !existsSync(join(root, path)))
    expect(missing).toEqual([])
  })

  test('the image holds what the package holds', () => {
    const inImage = image.filter(({ name }) => name === 'COPY').flatMap(({ rest }) => rest.split(' '))
    const missing = manifest.files.filter((path) => !inImage.some((each) => each.split('/').pop() === path))
    expect(missing).toEqual([])
    expect(copies.flat()).toContain('package.json')
  })

  test('.dockerignore lets through what is copied, and no secret', () => {
    const allowed =
      read('.dockerignore')
        .match(/^!.*$/gm)
        ?.map((line) => line.slice(1)) ?? []
    const wanted = all('COPY')
      .filter((rest) => !rest.startsWith('--from='))
      .flatMap((rest) => rest.split(' ').slice(0, -1))
      .filter((path) => path !== '.')
    expect(wanted.filter((path) => !allowed.includes(path))).toEqual([])
    expect(allowed.filter((path) => path.startsWith('.env'))).toEqual([])
    expect(allowed.filter((path) => !existsSync(join(root, path)))).toEqual([])
  })

  test('what the build reads is let through', () => {
    const allowed =
      read('.dockerignore')
        .match(/^!.*$/gm)
        ?.map((line) => line.slice(1)) ?? []
    expect(allowed).toEqual(expect.arrayContaining(['src', 'rules', 'policies', 'scripts', 'package.json']))
  })

  test('every variable it sets is read', () => {
    const set = [
      ...all('ENV')
        .join(' ')
        .matchAll(/(\w+)=/g),
    ].map(([, name = '']) => name)
    expect(set).toContain('SLUICE_DATA')
    expect(set.filter((name) => name !== 'NODE_ENV' && !isRead(name))).toEqual([])
  })

  test('it runs as nobody special, and starts what is shipped', () => {
    expect(image.find(({ name }) => name === 'USER')?.rest).toBe('node')
    expect(image.find(({ name }) => name === 'CMD')?.rest).toBe('["node", "bin/sluice.js", "start"]')
    expect(image.find(({ name }) => name === 'HEALTHCHECK')?.rest).toContain('/healthz')
  })

  test('the base image is the major version of Node that the tests run on', () => {
    const major = manifest.devDependencies.node.split('.')[0]
    const bases = all('FROM').map((rest) => rest.split(' ')[0])
    expect(new Set(bases)).toEqual(new Set([`node:${major}-bookworm-slim`]))
  })
})

describe('compose.yml', () => {
  const { services } = load(read('compose.yml')) as {
    services: Record<
      'sluice' | 'database',
      { environment: Record<string, string>; healthcheck?: object; depends_on?: object; env_file?: string }
    >
  }

  test('every variable of the App is read by it', () => {
    expect(Object.keys(services.sluice.environment).filter((name) => !isRead(name))).toEqual([])
  })

  test('the App waits for a database that answers, and holds no secret', () => {
    expect(services.sluice.depends_on).toEqual({ database: { condition: 'service_healthy' } })
    expect(services.database.healthcheck).toBeDefined()
    expect(services.sluice.env_file).toBe('.env')
    expect(read('compose.yml')).toContain('${POSTGRES_PASSWORD:?')
  })
})

describe('deploy/kubernetes.yaml', () => {
  test('two kinds of process, each twice, each with a budget', () => {
    const roles = deployments.map(({ spec }) => spec.template.spec.containers[0].env[0])
    expect(roles).toEqual([
      { name: 'SLUICE_ROLE', value: 'web' },
      { name: 'SLUICE_ROLE', value: 'worker' },
    ])
    expect(deployments.map(({ spec }) => spec.replicas)).toEqual([2, 2])
    const budgets = ofKind('PodDisruptionBudget').map(({ spec }) => spec.selector.matchLabels)
    expect(budgets).toEqual(deployments.map(({ spec }) => spec.template.metadata.labels))
  })

  test('each worker knows how many there are', () => {
    const workers = deployments.map(({ spec }) => {
      const { env } = spec.template.spec.containers[0]
      return env.find(({ name }) => name === 'SLUICE_WORKERS')?.value
    })
    expect(workers).toEqual([undefined, String(deployments[1]?.spec.replicas)])
  })

  test('selectors find the pods, and the service finds only those that take webhooks', () => {
    for (const { spec } of deployments)
      expect(spec.selector.matchLabels).toEqual(spec.template.metadata.labels)
    const web = deployments[0]?.spec.template.metadata.labels
    expect(ofKind('Service').map(({ spec }) => spec.selector)).toEqual([web])
  })

  test('every variable is read', () => {
    const names = [
      ...ofKind('Secret').flatMap(({ stringData = {} }) => Object.keys(stringData)),
      ...deployments.flatMap(({ spec }) => spec.template.spec.containers[0].env.map(({ name }) => name)),
    ]
    expect(names).toContain('WEBHOOK_SECRET')
    expect(names.filter((name) => !isRead(name))).toEqual([])
  })

  test.each(deployments)('probes of $metadata.name ask for pages that the server has', ({ spec }) => {
    const [container] = spec.template.spec.containers
    const probes = [container.startupProbe, container.livenessProbe, container.readinessProbe]
    const ports = container.ports.map(({ name }) => name)
    expect(probes.filter(({ httpGet }) => !server.includes(`${httpGet.path}'`))).toEqual([])
    expect(probes.filter(({ httpGet }) => !ports.includes(httpGet.port))).toEqual([])
    expect(container.readinessProbe.httpGet.path).toBe('/readyz')
  })

  test.each(deployments)('$metadata.name runs as nobody special on a read-only root', ({ spec }) => {
    const pod = spec.template.spec
    const [container] = pod.containers
    expect(pod.securityContext).toMatchObject({ runAsNonRoot: true })
    expect(container.securityContext).toMatchObject({ readOnlyRootFilesystem: true })
    expect(container.volumeMounts.map(({ mountPath }) => mountPath).slice(0, 2)).toEqual([
      '/var/lib/sluice',
      '/tmp',
    ])
    expect(pod.volumes.map(({ name }) => name)).toEqual(container.volumeMounts.map(({ name }) => name))
  })

  test('only those that review know the model, and they start without one', () => {
    const [web, worker] = deployments.map(({ spec }) => JSON.stringify(spec.template.spec))
    expect(web).not.toMatch(/model/i)
    expect(worker).toContain('{"secretRef":{"name":"sluice-model","optional":true}}')
    expect(worker).toContain('"configMap":{"name":"sluice-model","optional":true}')
    expect(worker).toContain('{"name":"SLUICE_MODELS","value":"/etc/sluice/models.yml"}')
    expect(worker).toContain('"mountPath":"/etc/sluice"')
  })

  test('the secret is a template', () => {
    const text = JSON.stringify(ofKind('Secret'))
    expect(text).not.toMatch(/BEGIN [A-Z ]*PRIVATE KEY|[0-9a-f]{20}/)
  })
})

describe('action.yml', () => {
  const text = read('action.yml')
  const { inputs, runs } = load(text) as {
    inputs: Record<string, object>
    runs: {
      using: string
      steps: readonly { run: string; shell: string; env?: Record<string, string> }[]
    }
  }

  test('no script contains an expression: what a pull request chooses goes through the environment', () => {
    expect(runs.using).toBe('composite')
    expect(runs.steps.map(({ run }) => run).filter((run) => run.includes('${{'))).toEqual([])
    expect(runs.steps.some(({ env }) => env?.GITHUB_TOKEN === '${{ github.token }}')).toBe(true)
  })

  test('every input is used and every used input is declared', () => {
    const used = [...text.matchAll(/\$\{\{ inputs\.([\w-]+) \}\}/g)].map(([, name]) => name)
    expect([...new Set(used)].sort()).toEqual(Object.keys(inputs).sort())
  })

  test('the workflow of the documentation asks for no more than the publisher needs', () => {
    const example = /```yaml\n([\s\S]*?)```/.exec(read('docs/action.md'))?.[1] ?? ''
    const { permissions } = load(example) as { permissions: object }
    expect(permissions).toEqual({ contents: 'read', 'pull-requests': 'write', checks: 'write' })
  })
})

describe('docs/terraform.md', () => {
  const example = /```yaml\n([\s\S]*?)```/.exec(read('docs/terraform.md'))?.[1] ?? ''
  const { permissions, jobs } = load(example) as {
    permissions: object
    jobs: { plan: { steps: readonly { uses?: string; run?: string; with?: Record<string, unknown> }[] } }
  }
  const { steps } = jobs.plan
  const scripts = steps.flatMap(({ run = [] }) => run)

  test('its workflow reads and applies nothing, and none of its scripts contains an expression', () => {
    expect(permissions).toEqual({ contents: 'read' })
    expect(scripts.filter((run) => /apply|destroy|\$\{\{/.test(run))).toEqual([])
    expect(example).not.toContain('pull_request_target')
  })

  test('it uploads for one day, under a name that is looked for, what it makes of the head', () => {
    const upload = steps.find(({ uses }) => uses?.startsWith('actions/upload-artifact@'))
    expect(upload?.with).toMatchObject({ 'retention-days': 1, path: expect.stringMatching(/\.json$/) })
    expect(String(upload?.with?.name).startsWith(planPrefix)).toBe(true)
    expect(scripts.at(-1)).toBe('terraform show -json plan.bin > plan.json')
    expect(steps[0]?.with?.ref).toBe('${{ github.event.pull_request.head.sha }}')
  })
})

describe('docs/running.md', () => {
  const page = read('docs/running.md')
  const section = (title: string) => page.split(`\n## ${title}\n`)[1]?.split('\n## ')[0] ?? ''
  /** What stands in backquotes in the first column of a table. */
  const firstColumn = (text: string) =>
    text
      .split('\n')
      .flatMap((line) =>
        [...(/^\| (`.*?) \|/.exec(line)?.[1] ?? '').matchAll(/`([^`]+)`/g)].map(([, word = '']) => word),
      )

  const taken = [...configuration.matchAll(/\(?(?:settings(?:, |\.\w+\(\s*)|\btext\()'([A-Z_]+)'/g)].map(
    ([, name]) => name,
  )

  test('the table of variables is what the configuration reads', () => {
    expect(taken.length).toBeGreaterThan(15)
    expect(new Set(firstColumn(section('Variables')))).toEqual(new Set(taken))
  })

  test('the help of `sluice start` names the same', () => {
    const notes = /const startNotes = `([\s\S]*?)\n\nExit codes/.exec(read('src/cli/serving.ts'))?.[1] ?? ''
    const named = notes
      .split('\n')
      .flatMap((line) => /^ {2}([A-Z].*)/.exec(line)?.[1]?.match(/[A-Z_]{4,}/g) ?? [])
    expect(new Set(named.filter((name) => name !== 'APP'))).toEqual(new Set(taken))
  })

  test('the folders it names under SLUICE_DATA are those that are made there', () => {
    const app = ['configuration', 'evaluate-range', 'rehearsals-for']
      .map((file) => read(`src/app/${file}.ts`))
      .join('\n')
    const made = [...app.matchAll(/join\(data, '(\w+)'\)/g)].map(([, name]) => name)
    const named = [...page.matchAll(/SLUICE_DATA\/(\w+)|\(`(\w+)\/`\)/g)].map(
      ([, one, other]) => one ?? other,
    )
    expect(new Set(named)).toEqual(new Set(made))
  })

  test('the table of metrics is what the server counts', () => {
    const counted = [
      ...readFileSync(join(root, 'src/app/metrics.ts'), 'utf8').matchAll(/name: '(sluice_\w+)'/g),
    ]
    const told = firstColumn(section('Metrics')).filter((name) => name.startsWith('sluice_'))
    expect(new Set(told)).toEqual(new Set(counted.map(([, name]) => name)))
  })

  test('the table of permissions is app.yml', () => {
    const { default_permissions: asked } = load(read('app.yml')) as {
      default_permissions: Record<string, string>
    }
    expect(firstColumn(section('Permissions')).sort()).toEqual(
      Object.entries(asked)
        .map((one) => one.join(': '))
        .sort(),
    )
  })

  test('every command it names is there', () => {
    const program = ['program', 'operating', 'serving'].map((file) => read(`src/cli/${file}.ts`)).join('\n')
    const named = [...page.matchAll(/^sluice (\w+)(?: (replay|discard|verify|export))?/gm)].flatMap(
      ([, ...words]) => words,
    )
    expect(named.filter((word) => word !== undefined && !program.includes(`.command('${word}')`))).toEqual([])
  })
})
