// What people meet when history has a problem: a stable code, what and which one, what to do next.

export type StoreErrorCode =
  | "history-off"
  | "store-starting"
  | "store-unreachable"
  | "store-in-use"
  | "store-failed"
  | "store-newer"
  | "store-target-invalid"
  | "filter-invalid"
  | "question-invalid"
  | "question-too-large"
  | "question-timeout"

export class StoreError extends Error {
  readonly code: StoreErrorCode
  readonly fix: string
  readonly details: Readonly<Record<string, unknown>>
  constructor(code: StoreErrorCode, message: string, fix: string, options: { readonly details?: Readonly<Record<string, unknown>>; readonly cause?: unknown } = {}) {
    super(message, { cause: options.cause })
    this.name = "StoreError"
    this.code = code
    this.fix = fix
    this.details = options.details ?? {}
  }
}

/** The database answered and refused: its own error number (ClickHouse ErrorCodes). */
export class DatabaseRefusal extends Error {
  readonly clickhouseCode: number
  constructor(message: string, clickhouseCode: number) {
    super(message)
    this.name = "DatabaseRefusal"
    this.clickhouseCode = clickhouseCode
  }
}
