import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { CallFacts } from '../review/model.ts'
import type { JobCounts } from '../store/jobs.ts'
import { within } from './within.ts'

/** What is counted. Names of events and kinds come from our own tables, so that nobody can make the series grow. */
export interface Metrics {
  webhook(event: string, outcome: string, seconds: number): void
  job(kind: string, outcome: string, seconds: number): void
  rehearsal(outcome: string, seconds: number): void
  /** One question to the model, with all requests that were made for it. */
  modelCall(outcome: string, call: Pick<CallFacts, 'usage' | 'seconds'>): void
  githubRequest(status: number): void
  swept(at: Date): void
  /** The page that Prometheus reads. */
  text(): Promise<string>
  readonly contentType: string
}

const buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 120, 300]

/** A registry of our own. Jobs are counted when somebody looks; while the store does not answer, only that is said. */
export function metricsOf(jobCounts: () => Promise<JobCounts>): Metrics {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  const webhooks = new Histogram({
    name: 'sluice_webhook_seconds',
    help: 'Webhooks by event and outcome, and the time to their answer.',
    labelNames: ['event', 'outcome'],
    ...{ buckets, registers },
  })
  const jobs = new Histogram({
    name: 'sluice_job_seconds',
    help: 'Attempts at jobs by kind and outcome, and the time they took.',
    labelNames: ['kind', 'outcome'],
    ...{ buckets, registers },
  })
  const rehearsals = new Histogram({
    name: 'sluice_rehearsal_seconds',
    help: 'Rehearsals by outcome, and the time they took; the time they waited for their turn is left out.',
    labelNames: ['outcome'],
    ...{ buckets, registers },
  })
  const requests = new Counter({
    name: 'sluice_github_requests_total',
    help: 'Requests to GitHub by status of the answer; 0 where none came.',
    labelNames: ['status'],
    registers,
  })
  const sweep = new Gauge({
    name: 'sluice_last_sweep_timestamp_seconds',
    help: 'When GitHub was last asked for what was missed.',
    registers,
  })
  const modelCall = modelCounters(registry)
  const lookAtQueue = queueGauges(registry, jobCounts)
  return {
    webhook: (event, outcome, seconds) => webhooks.observe({ event, outcome }, seconds),
    job: (kind, outcome, seconds) => jobs.observe({ kind, outcome }, seconds),
    rehearsal: (outcome, seconds) => rehearsals.observe({ outcome }, seconds),
    modelCall,
    githubRequest: (status) => requests.inc({ status: String(status) }),
    swept: (at) => sweep.set(at.getTime() / 1000),
    async text() {
      await lookAtQueue()
      return registry.metrics()
    },
    contentType: registry.contentType,
  }
}

/** What models are asked, use and cost. */
function modelCounters(registry: Registry): Metrics['modelCall'] {
  const registers = [registry]
  const calls = new Histogram({
    name: 'sluice_model_call_seconds',
    help: 'Questions to the model by outcome, and the time to the end of the answer.',
    labelNames: ['outcome'],
    ...{ buckets, registers },
  })
  const tokens = new Counter({
    name: 'sluice_model_tokens_total',
    help: 'Tokens by kind, as the server of the model counts them.',
    labelNames: ['kind'],
    registers,
  })
  const cost = new Counter({
    name: 'sluice_model_cost_usd_total',
    help: 'What these tokens cost, by the prices of the operator.',
    registers,
  })
  return (outcome, { usage, seconds }) => {
    calls.observe({ outcome }, seconds)
    tokens.inc({ kind: 'input' }, usage.inputTokens)
    tokens.inc({ kind: 'cache_read' }, usage.cacheReadTokens)
    tokens.inc({ kind: 'cache_write' }, usage.cacheWriteTokens)
    tokens.inc({ kind: 'output' }, usage.outputTokens)
    cost.inc(usage.usd)
  }
}

/** Gauges of the queue, and what brings them up to date. */
function queueGauges(registry: Registry, jobCounts: () => Promise<JobCounts>): () => Promise<void> {
  const registers = [registry]
  const up = new Gauge({ name: 'sluice_store_up', help: '1 while the store answers.', registers })
  const jobs = new Gauge({
    name: 'sluice_jobs',
    help: 'Jobs in the queue by state.',
    labelNames: ['state'],
    registers,
  })
  const oldest = new Gauge({
    name: 'sluice_oldest_waiting_job_seconds',
    help: 'How long the oldest waiting job has waited.',
    registers,
  })
  return async () => {
    const counts = await within(1000, jobCounts())
    up.set(counts ? 1 : 0)
    jobs.reset()
    if (!counts) return
    for (const state of ['waiting', 'running', 'dead'] as const) jobs.set({ state }, counts[state])
    oldest.set(counts.oldestWaitingSeconds ?? 0)
  }
}
