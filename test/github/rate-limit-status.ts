import { type Operations, ok } from './answer.ts'
import { payerOf } from './payer.ts'

/** Asking costs nothing. */
export const rateLimitStatus: Operations = {
  'rate-limit/get': {
    needs: 'nothing',
    handle: ({ world, caller }) => {
      const { payer, limit } = payerOf(world, caller)
      const state = (resource: 'core' | 'graphql') => {
        const { used, reset } = world.rateLimits.used(payer, resource)
        return { limit, used, remaining: Math.max(0, limit - used), reset }
      }
      const search = { limit: 30, used: 0, remaining: 30, reset: state('core').reset }
      return ok({
        resources: { core: state('core'), graphql: state('graphql'), search },
        rate: state('core'),
      })
    },
  },
}
