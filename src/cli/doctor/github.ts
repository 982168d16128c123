import type { Configuration } from '../../app/configuration.ts'
import { version } from '../../app/version.ts'
import { type AppClients, appClients } from '../../github/app-client.ts'
import { kindOf } from '../../github/errors.ts'
import type { Repo } from '../../github/pull.ts'
import { appFacts, checkDeliveries, checkGranted, checkHook } from './app.ts'
import { type Check, fail, ok, within } from './check.ts'
import { checkClock } from './clock.ts'
import { checkInstallations } from './installations.ts'
import { checkRepository } from './repository.ts'

/** What only GitHub can tell. Every line stands for itself: with GitHub away each says so. */
export async function checkGitHub(
  configuration: Configuration,
  repo: Repo | undefined,
): Promise<readonly Check[]> {
  const { appId, privateKey, endpoint } = configuration
  const clients = appClients({ appId, privateKey: privateKey.reveal(), endpoint, version: version() })
  const client = await clients.app()
  const app = appFacts(client)
  // Whoever needs it hears of the failure; without this the process would, too.
  app.catch(() => undefined)
  const groups = await Promise.all([
    asked('the clock', () => checkClock(endpoint.api)),
    asked('APP_ID and PRIVATE_KEY', async () => [
      ok(`APP_ID ${appId} and the private key belong to the App ${(await app).slug}`),
    ]),
    asked('permissions and events', async () => checkGranted(await app)),
    asked('the webhook', () => checkHook(client)),
    asked('webhooks', () => checkDeliveries(client, Date.now())),
    asked('installations', async () => checkInstallations(client, await app)),
    repo ? asked(`${repo.owner}/${repo.name}`, () => lookAt(repo, clients, configuration)) : [],
  ])
  return groups.flat()
}

const lookAt = (repo: Repo, clients: AppClients, { appId, endpoint }: Configuration) =>
  checkRepository(repo, { clients, appId, endpoint })

function asked(what: string, look: () => Promise<readonly Check[]>): Promise<readonly Check[]> {
  return within(what, async () => {
    try {
      return await look()
    } catch (error) {
      return [failed(what, error)]
    }
  })
}

function failed(what: string, error: unknown): Check {
  const { kind, message } = kindOf(error)
  if (kind === 'unreachable' || isNetwork(error))
    return fail(
      `${what}: GitHub is unreachable`,
      `${message.replace(/\.?$/, '.')} See the network, the proxy and GITHUB_SERVER_URL.`,
    )
  if (kind === 'unauthorized')
    return fail(
      `${what}: GitHub does not take the signature of the App`,
      'APP_ID and PRIVATE_KEY must be of one App, the key not deleted there, and the clock right.',
    )
  return fail(`${what}: ${message}`, 'See the other lines.')
}

/** What `fetch` throws where no answer came. */
const isNetwork = (error: unknown) => error instanceof TypeError && error.message === 'fetch failed'
