import { existsSync } from 'node:fs'
import { UsageError } from './exit.ts'
import { reason } from './output.ts'

/** Reads `.env` of the current folder where there is one. What the environment says already stays. */
export function loadEnvironmentFile(): void {
  if (!existsSync('.env')) return
  try {
    process.loadEnvFile('.env')
  } catch (error) {
    throw new UsageError(
      `.env cannot be read: ${reason(error)}.`,
      'Make it a readable file of NAME=value lines, or remove it.',
    )
  }
}
