/** The command line or configuration file is wrong: one line for people, exit status 2. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message)
    this.name = "UsageError"
  }
}
