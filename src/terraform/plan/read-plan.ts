import { longestPlan } from '../limits.ts'
import type { PlanReading } from '../reading.ts'
import { refusedActions } from './actions.ts'
import { concealed } from './conceal.ts'
import { deepest, type Json, nesting } from './json.ts'
import { draftOfJson } from './json-plan.ts'
import { refusedJson, refusedPlan, refusedText } from './refusal.ts'
import { draftOfText } from './text-plan.ts'

/** Reads the JSON of `terraform show -json` or `tofu show -json`, or the text that they print. What is neither is refused with a sentence. */
export function readPlan({ name, text }: { readonly name: string; readonly text: string }): PlanReading {
  if (text.length > longestPlan) return refused(tooLong(text))
  const whole = text.startsWith('\ufeff') ? text.slice(1) : text
  const refusal = refusedText(whole)
  if (refusal !== undefined) return refused(refusal)
  return /^\s*[{[]/.test(whole) ? readJson(name, whole) : readText(name, whole)
}

function readJson(name: string, text: string): PlanReading {
  if (nesting(text) > deepest)
    return refused(`The JSON is nested more than ${deepest} levels deep, as no plan is.`)
  let json: Json
  try {
    json = JSON.parse(text)
  } catch (error) {
    return refused(refusedJson(text, error))
  }
  const refusal = refusedPlan(json) ?? refusedActions(json)
  return refusal === undefined ? { ok: true, plan: concealed(draftOfJson(name, json)) } : refused(refusal)
}

function readText(name: string, text: string): PlanReading {
  const draft = draftOfText(name, text)
  if (draft) return { ok: true, plan: concealed(draft) }
  return refused(
    'This is neither the JSON nor the text of a plan. Run `terraform plan -out=plan.bin` and then `terraform show -json plan.bin`.',
  )
}

function refused(reason: string): PlanReading {
  return { ok: false, reason }
}

function tooLong({ length }: string): string {
  const megabytes = (units: number) => Math.ceil(units / 1024 / 1024)
  return `The plan has ${megabytes(length)} MB; plans of up to ${megabytes(longestPlan)} MB are read. Plan parts of the configuration by themselves.`
}
