/** What is wrong with the environment is collected, so that one start tells all of it. */
export interface Settings {
  readonly problems: string[]
  /** Undefined where the variable is missing or empty. */
  text(name: string): string | undefined
  whole(
    name: string,
    range: { readonly usual: number; readonly least: number; readonly most: number },
  ): number
  choice<T extends string>(name: string, choices: readonly T[], usual: T): T
}

export type Environment = Readonly<Record<string, string | undefined>>

export function settingsIn(env: Environment): Settings {
  const problems: string[] = []
  const text = (name: string) => env[name]?.trim() || undefined
  return {
    problems,
    text,
    whole(name, { usual, least, most }) {
      const given = text(name)
      const value = given === undefined ? usual : Number(given)
      if (Number.isSafeInteger(value) && value >= least && value <= most) return value
      problems.push(`${name} is not a whole number from ${least} to ${most}. Leave it out for ${usual}.`)
      return usual
    },
    choice(name, choices, usual) {
      const given = text(name)
      const found = choices.find((each) => each === given)
      if (given === undefined || found !== undefined) return found ?? usual
      problems.push(`${name} is none of ${choices.join(', ')}. Leave it out for ${usual}.`)
      return usual
    },
  }
}
