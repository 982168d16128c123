import type { Policy, ReviewSetting } from '../core/policy.ts'

/** What a policy says of the model review. One that was stored before something could be said of it says nothing of that. */
export function reviewSettingOf({ review }: Policy): ReviewSetting {
  return {
    ...{ share: 'off', enforcement: 'warn', categories: {}, exclude: { paths: [], relations: [] } },
    ...{ shadow: false, models: {}, budget: {} },
    ...review,
  }
}
