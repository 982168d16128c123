/** The database cannot be opened: what is wrong, and what the operator can do. Never holds the URL, which has a password in it. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable'
  readonly next: string

  constructor(message: string, next: string) {
    super(message)
    this.next = next
  }
}
