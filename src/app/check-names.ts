/** The gate. */
export const checkName = 'Sluice'
/** The second opinion. */
export const opinionCheckName = 'Sluice / review'

export type CheckName = typeof checkName | typeof opinionCheckName
