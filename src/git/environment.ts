import { existsSync } from 'node:fs'
import { delimiter, isAbsolute, join } from 'node:path'
import { CannotRead } from './result.ts'

type Environment = Readonly<Record<string, string>>

const kept = [
  'HOME',
  'USERPROFILE',
  'SystemRoot',
  'TMPDIR',
  'TEMP',
  'DEVELOPER_DIR',
  'GIT_CEILING_DIRECTORIES',
  'GIT_DISCOVERY_ACROSS_FILESYSTEM',
]

/** The user's own configuration, read for `safe.directory` and nothing else. */
const configurationOfUser = [
  'XDG_CONFIG_HOME',
  'GIT_CONFIG_GLOBAL',
  'GIT_CONFIG_SYSTEM',
  'GIT_CONFIG_NOSYSTEM',
]

/**
 * What git is told before its subcommand. We run no command that consults these, so this is the second wall: a command
 * named by a repository's configuration has nothing to hook into even if git one day changes what its plumbing reads.
 */
export const guards: readonly string[] = [
  '--no-pager',
  ...['-c', 'core.hooksPath=/dev/null'],
  ...['-c', 'core.fsmonitor=false'],
  ...['-c', 'core.attributesFile=/dev/null'],
  ...['-c', 'core.alternateRefsCommand=false'],
  ...['-c', 'core.sshCommand=false'],
  ...['-c', 'credential.helper='],
  ...['-c', 'protocol.allow=never'],
]

/** The environment every git runs in: nothing of the caller's that git would obey, no network, no prompts, no rewriting. */
export function sealedEnvironment(): Environment {
  return {
    ...pick(kept),
    PATH: searchPath().join(delimiter),
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_ADVICE: '0',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_GRAFT_FILE: '/dev/null',
    GIT_NO_LAZY_FETCH: '1',
    // Unlike protocol.allow, this also overrules a repository's own protocol.<name>.allow.
    GIT_ALLOW_PROTOCOL: 'none',
  }
}

/** The environment for asking git what the user, not the repository, has configured. */
export function userEnvironment(): Environment {
  return { ...pick([...kept, ...configurationOfUser]), PATH: searchPath().join(delimiter), LC_ALL: 'C' }
}

/** The git program, by absolute path: a `git` lying in the directory under review is never taken. */
export function findGit(): string {
  const name = process.platform === 'win32' ? 'git.exe' : 'git'
  const found = searchPath()
    .map((directory) => join(directory, name))
    .find((path) => existsSync(path))
  if (found) return found
  throw new CannotRead('git was not found on the PATH.', 'Install git 2.32 or newer and run Sluice again.')
}

function searchPath(): string[] {
  return (process.env.PATH ?? '').split(delimiter).filter((directory) => isAbsolute(directory))
}

export function pick(names: readonly string[]): Record<string, string> {
  const present = names.flatMap((name) => {
    const value = process.env[name]
    return value === undefined ? [] : [[name, value] as const]
  })
  return Object.fromEntries(present)
}
