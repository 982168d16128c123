import type { Caller } from './answer.ts'
import { installationLimit } from './rate-limit.ts'
import { installedOn } from './tokens.ts'
import type { World } from './world.ts'

/** Whose allowance a call is taken from. */
export function payerOf(world: World, caller: Caller): { payer: string; who: string; limit: number } {
  if (caller.kind === 'nobody') return { payer: 'nobody', who: '127.0.0.1', limit: 60 }
  if (caller.kind === 'app')
    return { payer: `app ${caller.app.id}`, who: `app ID ${caller.app.id}`, limit: 5000 }
  const { installation, account } = caller.token
  if (!installation) return { payer: `user ${account?.id}`, who: `user ID ${account?.id}`, limit: 5000 }
  const limit = installationLimit(installedOn(world, installation).length, installation.account.members.size)
  const { id } = installation
  return { payer: `installation ${id}`, who: `installation ID ${id}`, limit }
}
