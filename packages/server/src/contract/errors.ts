// Every problem that an API user or operator can meet: a stable code, its HTTP status and what to do next.
// docs/errors.md is generated from this table.

export interface ErrorCode {
  readonly status: number
  readonly message: string
  readonly fix: string
}

export const errorCodes = {
  // requests
  "request-invalid": { status: 400, message: "The request does not have the shape that this route takes.", fix: "Compare it with the route's description at /api/docs." },
  "filter-invalid": { status: 400, message: "The filter cannot be understood.", fix: "See the position given; columns and operators are listed in the filter help." },
  "column-unknown": { status: 400, message: "There is no such column.", fix: "Pick one of the column ids listed in docs/columns.md." },
  "range-invalid": { status: 400, message: "The time range is empty or reversed.", fix: "Give fromMs smaller than toMs, both in milliseconds since 1970-01-01 UTC." },
  "body-too-large": { status: 413, message: "The request body is larger than 1 MB.", fix: "Send less at once." },
  "media-type-unsupported": { status: 415, message: "The body's content type is not accepted.", fix: "Send JSON with content-type: application/json." },
  "route-not-found": { status: 404, message: "There is no such address.", fix: "The API is listed at /api/docs." },
  // access
  "login-required": { status: 401, message: "This needs a login.", fix: "Log in, or send an API token as `Authorization: Bearer TOKEN`." },
  "login-failed": { status: 401, message: "User name or password is wrong.", fix: "Try again; `netweir --reset-admin` makes a new administrator password." },
  "login-throttled": { status: 429, message: "Too many failed logins from this address.", fix: "Wait as many seconds as the retry-after header says." },
  "not-allowed": { status: 403, message: "Your role may not do this.", fix: "Ask an administrator." },
  "csrf-token-wrong": { status: 403, message: "The request does not carry this session's token.", fix: "Reload the page; API clients use a token instead of a cookie." },
  "origin-refused": { status: 403, message: "The request comes from another site's page.", fix: "Open Netweir under its own address." },
  "rate-limited": { status: 429, message: "Too many requests.", fix: "Wait as many seconds as the retry-after header says." },
  "password-wrong": { status: 403, message: "The current password is wrong.", fix: "Type the password you logged in with." },
  "user-exists": { status: 409, message: "There is already a user of this name.", fix: "Choose another name." },
  "user-not-found": { status: 404, message: "There is no user of this name.", fix: "Pick one of the users listed in Settings > Users." },
  "last-admin": { status: 409, message: "This is the last administrator.", fix: "Make another user administrator first." },
  "token-not-found": { status: 404, message: "There is no such token.", fix: "Pick one of the tokens listed in Settings > API tokens." },
  "token-limit": { status: 409, message: "A user may hold 100 tokens.", fix: "Revoke tokens that are no longer used." },
  // subjects
  "interface-not-found": { status: 404, message: "There is no such interface.", fix: "Pick one of the interfaces listed at /api/v1/interfaces." },
  "exporter-not-found": { status: 404, message: "No exporter of this name has sent anything.", fix: "The Exporters page lists those that did." },
  "host-not-found": { status: 404, message: "This host is not in the table now.", fix: "It may have gone idle: look in the Explorer." },
  "flow-not-found": { status: 404, message: "This flow is not in the table now.", fix: "It may have ended: look in the Explorer." },
  "flow-packets-gone": { status: 404, message: "None of this flow's packets is kept any more.", fix: "Only the first packets of young flows are kept, in bounded memory (--first-packets): look at a newer flow of the same kind." },
  "host-invalid": { status: 400, message: "This is no IP address.", fix: "Give an IPv4 or IPv6 address." },
  "not-found": { status: 404, message: "There is no such thing.", fix: "Check the name." },
  "page-too-deep": { status: 400, message: "Tables of several workers together can be paged only so far.", fix: "Narrow the filter, or sort the other way round." },
  // history
  "history-off": { status: 409, message: "Netweir runs without history (--store none).", fix: "Start it with another --store to keep flows." },
  "store-unreachable": { status: 503, message: "The database does not answer.", fix: "Check that it runs; flows stay queued until it does." },
  "store-starting": { status: 503, message: "The database is still starting.", fix: "Try again in a few seconds." },
  "store-in-use": { status: 503, message: "Another program uses the database's directory.", fix: "Stop it, or give this Netweir its own data directory with -d." },
  "store-failed": { status: 503, message: "The database refused or failed.", fix: "See the log; `netweir doctor` checks the database." },
  "store-newer": { status: 503, message: "The database was written by a newer Netweir.", fix: "Start that version, or give this one another database with --store." },
  "store-target-invalid": { status: 400, message: "The --store address cannot be understood.", fix: "Write clickhouse://USER:PASSWORD@HOST:8123/DATABASE." },
  "question-invalid": { status: 400, message: "The database cannot be asked that.", fix: "See the details; columns are listed in docs/columns.md." },
  "question-too-large": { status: 422, message: "The answer needs more memory than a question may take.", fix: "Choose a shorter time range or a narrower filter." },
  "question-timeout": { status: 504, message: "The database took longer than a question may take.", fix: "Choose a shorter time range or a narrower filter." },
  "question-too-slow": { status: 504, message: "The database took too long.", fix: "Choose a shorter time range or a narrower filter." },
  // workers
  "worker-unavailable": { status: 503, message: "The interface's worker does not answer.", fix: "See the interface's state on the Interfaces page." },
  "subscription-limit": { status: 429, message: "Too many live subscriptions on this connection.", fix: "Unsubscribe from some first." },
  // rules
  "rules-unknown": { status: 404, message: "There is no rule file of this name.", fix: "docs/rules.md lists the names that are read." },
  "rules-unreadable": { status: 500, message: "The rule file cannot be read.", fix: "Check its rights." },
  "rules-unwritable": { status: 500, message: "The rule file cannot be written.", fix: "Check rights and free space of the rules directory." },
  "rules-too-large": { status: 413, message: "The rule file is too large for the browser.", fix: "Edit it where it lies; changes count within two seconds." },
  "rules-changed": { status: 409, message: "The rule file was changed by somebody else meanwhile.", fix: "Load it again and repeat your change." },
  "rules-invalid": { status: 400, message: "This rule cannot be used.", fix: "See what is wrong in the message; docs/rules.md describes the forms." },
  // mutes
  "mute-not-found": { status: 404, message: "There is no such mute.", fix: "It may have been taken away meanwhile: the Risks page lists those that are left." },
  "mute-limit": { status: 409, message: "There are as many mutes as there may be.", fix: "Delete expired ones, or let one with a wider filter stand for several." },
  "mute-invalid": { status: 400, message: "This mute cannot be used.", fix: "See what is wrong in the message." },
  // settings and start
  "settings-unreadable": { status: 500, message: "The settings file cannot be read.", fix: "Restore it from a backup or move it away; Netweir then starts with a new administrator." },
  "settings-unwritable": { status: 500, message: "The settings cannot be written.", fix: "Check rights and free space of the data directory." },
  "settings-newer": { status: 500, message: "The settings were written by a newer Netweir.", fix: "Start that version, or restore an older copy of the settings." },
  "settings-invalid": { status: 400, message: "These settings are not valid.", fix: "See the details for the fields that are wrong." },
  "data-dir-locked": { status: 500, message: "Another netweir uses this data directory.", fix: "Stop it, or give this one its own directory with -d." },
  "data-dir-unwritable": { status: 500, message: "The data directory cannot be written.", fix: "Choose another with -d DIR, or change its owner." },
  "redis-unreachable": { status: 503, message: "Redis does not answer.", fix: "Check the address given with -r, or leave -r away: Netweir needs no Redis." },
  "port-busy": { status: 500, message: "The port is in use by another program.", fix: "Stop that program, or choose another port with -w PORT (HTTPS: -W PORT, or -W 0 for none)." },
  "port-forbidden": { status: 500, message: "This port may not be opened.", fix: "Choose a port from 1024 up with -w PORT, or grant CAP_NET_BIND_SERVICE." },
  "address-unavailable": { status: 500, message: "This machine does not have that address.", fix: "Give one of its addresses to -w, or only a port." },
  "certificate-unusable": { status: 500, message: "The TLS certificate or key cannot be used.", fix: "Put a matching PEM pair in the data directory as tls/cert.pem and tls/key.pem, or remove both." },
  "no-such-user": { status: 500, message: "There is no such user on this machine.", fix: "Create it, or name another one with -U." },
  "internal-error": { status: 500, message: "Something went wrong inside Netweir.", fix: "See the log; please report it with the reference given." },
} as const satisfies Record<string, ErrorCode>

export type ErrorCodeName = keyof typeof errorCodes
export const isErrorCode = (code: unknown): code is ErrorCodeName => typeof code === "string" && Object.hasOwn(errorCodes, code)

/** A problem that a person meets. `details` says which one; the cause is kept for the log. */
export class ProductError extends Error {
  readonly code: ErrorCodeName
  readonly details: unknown
  constructor(code: ErrorCodeName, details?: unknown, options?: { message?: string; cause?: unknown }) {
    super(options?.message ?? errorCodes[code].message, options?.cause === undefined ? undefined : { cause: options.cause })
    this.name = "ProductError"
    this.code = code
    this.details = details
  }
  get status(): number {
    return errorCodes[this.code].status
  }
  get fix(): string {
    return errorCodes[this.code].fix
  }
}
