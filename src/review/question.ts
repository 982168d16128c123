import type { Remedy, Tier, Topic } from '../core/opinion.ts'
import type { LineRange } from '../core/text.ts'

/**
 * What a change asks of a model, made from one evaluation. Plain JSON: it is made in the process that reads hostile code, and used in the
 * one that holds the key. Every text that goes out has passed through the sharing level; `Grounds` stay here.
 */
export interface Prepared {
  readonly questions: readonly Question[]
  /** What no question holds, and why, as phrases. */
  readonly notRead: readonly string[]
  /** Exclusions of the policy that nothing here matches, as phrases: usual where it speaks for many repositories, a mistake where it does not. */
  readonly idle?: readonly string[]
  /** What all questions of this change share: dialect, tools, policy, conventions. Goes before the question, so that it is cached. */
  readonly project: string
  readonly grounds: Grounds
  /** What placeholders stand for; never leaves, and is never stored. */
  readonly replacements: readonly Replacement[]
}

export interface Question {
  /** Unique within the change, and the same for the same change: `ddl:db/migrate/7.sql`. */
  readonly id: string
  readonly topic: Topic | 'remedy'
  /** Set: a remedy is asked for. */
  readonly remedy?: Remedy['kind']
  /** One line, for people: `3 migrations in db/migrate`. */
  readonly title: string
  /** Changed files that it is about; only in these may it be answered. */
  readonly paths: readonly string[]
  readonly tier: Tier
  /** In the order in which they are written. */
  readonly parts: readonly DossierPart[]
  /** What was left out for size, as phrases. */
  readonly cut: readonly string[]
  /** By estimate. */
  readonly tokens: number
}

/** One section of a dossier, supplied by one source of parts. */
export interface DossierPart {
  /** An element's name, kebab-case: `hunks`, `relations`, `rehearsal`. */
  readonly name: string
  /** Attributes of the element, in order. */
  readonly of?: Readonly<Record<string, string>>
  readonly text: string
}

export interface Replacement {
  /** `<EMAIL_1>` */
  readonly placeholder: string
  readonly original: string
}

/** What an answer is held against. Nothing of it leaves. */
export interface Grounds {
  readonly files: Readonly<Record<string, GroundFile>>
  /** Relations by name as people write it, with their columns; null where these are not all known. Both sides of the change, views as well. */
  readonly relations: Readonly<Record<string, readonly string[] | null>>
  /** Whether a relation that is not among them can be said not to exist. */
  readonly knowsAllRelations: boolean
  /** Addresses of resources of both sides. */
  readonly resources: readonly string[]
  /** What rules have found already. */
  readonly findings: readonly GroundFinding[]
}

export interface GroundFile {
  /** At head. */
  readonly text: string
  /** Lines that this change adds or edits; of a place where lines were removed the lines beside it. */
  readonly changed: readonly Lines[]
  /** Lines of statements, models or resources that hold a changed line, or that name what this change alters. */
  readonly affected: readonly Lines[]
}

/** 1-based, both included. */
export type Lines = Pick<LineRange, 'startLine' | 'endLine'>

export interface GroundFinding {
  readonly ruleId: string
  readonly path: string
  readonly lines: Lines
  readonly subject: string
  readonly message: string
}
