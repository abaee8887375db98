// Every error that the API can answer: a stable code, its HTTP status, and what to do next. Add a line, throw ProductError(code).
export const errorCodes = {
  // ── live
  "interface-not-found": { status: 404, fix: "Pick one of the interfaces listed at /api/v1/interfaces." },
  "interface-not-answering": { status: 503, fix: "The interface is busy or failed; see its state on the Interfaces page, then try again." },
  "flow-not-found": { status: 404, fix: "The flow has ended; look for it in the history." },
  "host-not-found": { status: 404, fix: "The host is not in the table now; look for it in the history." },
  "filter-invalid": { status: 400, fix: "Correct the filter at the place shown; the search box completes columns and operators." },
  "page-too-deep": { status: 400, fix: "Narrow the filter or sort the other way round: merged tables can be paged only so far." },
  "too-many-subscriptions": { status: 429, fix: "Unsubscribe from something first." },
  // ── history
  "history-off": { status: 503, fix: "History is switched off (--store none). Start with a store to keep flows." },
  "store-unreachable": { status: 503, fix: "Check that the database answers; flows stay queued until it does." },
  "question-failed": { status: 500, fix: "Try a shorter time range; the log names the cause." },
  "time-range-invalid": { status: 400, fix: "fromMs must lie before toMs." },
  // ── access
  "not-logged-in": { status: 401, fix: "Log in, or send an API token." },
  "not-allowed": { status: 403, fix: "Ask an administrator." },
  // ── general
  "input-invalid": { status: 400, fix: "Compare the request with /api/docs." },
  "not-found": { status: 404, fix: "See /api/docs for what exists." },
  "internal": { status: 500, fix: "This is a defect; the log has the details." },
} as const satisfies Record<string, { readonly status: number; readonly fix: string }>

export type ErrorCode = keyof typeof errorCodes

/** An error that people meet: what went wrong, with which thing, and (from the table) what to do next. */
export class ProductError extends Error {
  readonly code: ErrorCode
  readonly details: unknown
  constructor(code: ErrorCode, message: string, options?: { readonly details?: unknown; readonly cause?: unknown }) {
    super(message, options?.cause === undefined ? undefined : { cause: options.cause })
    this.name = "ProductError"
    this.code = code
    this.details = options?.details ?? null
  }
  get status(): number {
    return errorCodes[this.code].status
  }
  get fix(): string {
    return errorCodes[this.code].fix
  }
}
