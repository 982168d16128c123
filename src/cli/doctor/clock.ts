import { type Check, fail, ok, warn } from './check.ts'

/** GitHub refuses the App's signatures when clocks differ by more than a minute. */
export async function checkClock(api: string): Promise<readonly Check[]> {
  const before = Date.now()
  const response = await fetch(`${api}/rate_limit`, {
    signal: AbortSignal.timeout(10_000),
    redirect: 'manual',
  })
  await response.body?.cancel()
  const theirs = Date.parse(response.headers.get('date') ?? '')
  if (Number.isNaN(theirs))
    return [warn('GitHub’s answer had no date', 'Is there a proxy that changes answers?')]
  // Their date has whole seconds and was written somewhere between asking and hearing.
  const seconds = Math.round(Math.max(0, theirs - Date.now(), before - theirs - 1000) / 1000)
  const what = `the clock differs from GitHub’s by ${seconds} s`
  if (seconds > 60) return [fail(what, 'Run an NTP client: GitHub refuses what the App signs.')]
  if (seconds > 30) return [warn(what, 'Run an NTP client.')]
  return [ok('the clock agrees with GitHub’s')]
}
