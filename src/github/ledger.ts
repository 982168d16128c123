/**
 * What we have written, as somebody remembers it for us. Every thing that can be made twice is announced before it is made: whoever finds
 * it announced and not written looks for it at GitHub before making it.
 */
export interface Ledger {
  recall(
    key: string,
  ): Promise<
    { readonly state: 'intended' | 'written'; readonly id?: number; readonly hash?: string } | undefined
  >
  intend(key: string): Promise<void>
  record(key: string, written: { readonly id: number; readonly hash: string }): Promise<void>
  forget(key: string): Promise<void>
}
