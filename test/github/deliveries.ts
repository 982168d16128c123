import { type Answer, type Call, found, type Operations, ok } from './answer.ts'
import { appOf } from './apps.ts'
import { type Delivery, keptDeliveries } from './webhooks.ts'

// Deliveries can be looked at and sent again for 3 days; nothing is sent again by itself (facts, "Webhooks").

export const deliveries: Operations = {
  'apps/list-webhook-deliveries': { needs: 'app', handle: listDeliveries },
  'apps/get-webhook-delivery': {
    needs: 'app',
    handle: (call) => ok(deliveryBody(deliveryOf(call))),
  },
  'apps/redeliver-webhook-delivery': {
    needs: 'app',
    handle: (call) => {
      call.world.hooks.redeliver(deliveryOf(call))
      return { status: 202, body: {} }
    },
  },
  'apps/get-webhook-config-for-app': { needs: 'app', handle: (call) => ok(configBody(call)) },
  'apps/update-webhook-config-for-app': {
    needs: 'app',
    handle: (call) => {
      const hook = found(call.world.hooks.byApp.get(appOf(call)))
      Object.assign(hook, call.body)
      return ok(configBody(call))
    },
  },
}

function configBody(call: Call) {
  const { url, secret } = found(call.world.hooks.byApp.get(appOf(call)))
  return {
    content_type: 'json',
    insecure_ssl: '0',
    ...(secret && { secret: '********' }),
    ...(url && { url }),
  }
}

function deliveryOf(call: Call): Delivery {
  const id = Number(call.params.delivery_id)
  return found(keptDeliveries(call.world, appOf(call)).find((one) => one.id === id))
}

/** Newest first, by cursor rather than by page. */
function listDeliveries(call: Call): Answer {
  const status = call.query.get('status')
  const all = keptDeliveries(call.world, appOf(call)).filter(
    ({ result }) => !status || (result?.status === 'OK') === (status === 'success'),
  )
  const size = Math.min(100, Number(call.query.get('per_page') ?? 30))
  const cursor = call.query.get('cursor')
  const start = cursor === null ? 0 : all.findIndex(({ id }) => `v1_${id}` === cursor)
  const next = all[start + size]
  const query = new URLSearchParams({ ...Object.fromEntries(call.query), cursor: `v1_${next?.id}` })
  const link = `<${call.world.urls.api}${call.path}?${query}>; rel="next"`
  const body = all.slice(Math.max(0, start), start + size).map(itemBody)
  return { ...ok(body), headers: next ? { link } : {} }
}

function itemBody(delivery: Delivery) {
  const { id, guid, redelivery, event, action, installation, repository, result } = delivery
  return {
    id,
    guid,
    delivered_at: new Date(result?.at ?? 0).toISOString(),
    redelivery,
    duration: result?.duration ?? 0,
    status: result?.status ?? '',
    status_code: result?.code ?? 0,
    event,
    action,
    installation_id: installation,
    repository_id: repository,
    throttled_at: null,
  }
}

function deliveryBody(delivery: Delivery) {
  const { headers, body, result } = delivery
  return {
    ...itemBody(delivery),
    url: '',
    request: { headers, payload: JSON.parse(body) as object },
    response: { headers: result?.headers ?? {}, payload: result?.body ?? '' },
  }
}
