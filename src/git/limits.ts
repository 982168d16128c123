/** Bounds on one reading; what lies beyond is reported, never skipped in silence. */
export interface Limits {
  /** Bytes of the largest file whose content is read. */
  readonly fileBytes: number
  /** Bytes of all contents read together, each distinct content counted once. */
  readonly totalBytes: number
  /** Whether a reading that goes beyond the total fails, instead of leaving out what is beyond. */
  readonly isTotalFinal: boolean
  /** Most paths a tree or directory may have. */
  readonly paths: number
  /** Seconds any one git call may take before it is killed. */
  readonly seconds: number
}

const MiB = 1024 * 1024

export const defaultLimits: Limits = {
  fileBytes: 5 * MiB,
  totalBytes: 200 * MiB,
  isTotalFinal: false,
  paths: 500_000,
  seconds: 60,
}

/** Bytes as people say them: `812 bytes`, `52.0 MiB`. */
export function figure(bytes: number): string {
  return bytes < MiB ? `${bytes} bytes` : `${(bytes / MiB).toFixed(1)} MiB`
}
