import { pathText } from './code-lines.ts'
import { groundsOf } from './grounds.ts'
import { filesOf, type Material, type RawMaterial, sharedMaterial } from './material.ts'
import { partSources } from './parts/index.ts'
import { projectText } from './project.ts'
import type { Prepared, Question } from './question.ts'
import { type Draft, draftQuestions } from './questions.ts'
import { draftRemedies } from './remedies.ts'
import type { Sharing } from './sharing.ts'
import { fitted } from './tokens.ts'
import { withToldPaths } from './told-paths.ts'

/** Tokens of a dossier by estimate: with what a prompt puts around it, a question stays below 6,000. */
const mostTokens = 5400

/** From what was read of a change to what is asked about it. The same material gives the same questions, byte for byte. */
export function dossierOf(raw: RawMaterial, sharing: Sharing): Prepared {
  const material = sharedMaterial(raw, sharing)
  const told = withToldPaths(raw, sharing)
  const project = told(projectText({ ...raw, policy: raw.evaluation.policy }, sharing))
  const { drafts, notRead } = draftQuestions(material)
  const asked = [...drafts, ...draftRemedies(material)]
  const questions = asked.map((draft) => questionOf(draft, { material, sharing, told }))
  const paths = [...new Set(asked.flatMap((draft) => draft.paths))]
  return {
    questions,
    notRead: [...notRead, ...sharing.withheld(), ...unreadOf(raw, { paths, notRead })],
    project,
    grounds: groundsOf(material, filesOf(material, { paths })),
    replacements: sharing.replacements(),
  }
}

interface Telling {
  readonly material: Material
  readonly sharing: Sharing
  readonly told: (text: string) => string
}

function questionOf(draft: Draft, { material, sharing, told }: Telling): Question {
  const weighed = partSources
    .filter(({ topics }) => topics.includes(draft.topic))
    .flatMap((source) => {
      const part = source.make(material, draft, sharing)
      return part ? [{ part: { ...part, text: told(part.text) }, rank: source.rank, most: source.most }] : []
    })
  const { parts, cut, tokens } = fitted(weighed, mostTokens)
  return { ...draft, parts, cut, tokens }
}

/** Changed data files that nothing could be asked about, as they could not be read. */
function unreadOf(
  { evaluation, files }: RawMaterial,
  { paths, notRead }: Pick<Prepared, 'notRead'> & { readonly paths: readonly string[] },
): readonly string[] {
  const known = new Set([...paths, ...files.map(({ path }) => path)])
  return evaluation.coverage
    .filter(
      ({ path, status, language }) => status === 'not-evaluated' && !isPlan(language) && !known.has(path),
    )
    .map(({ path, reason = 'it was not read' }) => `${pathText(path)}: ${reason}`)
    .filter((phrase) => !notRead.includes(phrase))
}

const isPlan = (language: string) => language === 'terraform plan' || language === 'infracost'
