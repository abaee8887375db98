// The envelope of every ntopng-compatible answer: a code, its word, a sentence, the answer.
export const returnCodes = {
  OK: { rc: 0, status: 200, text: "Success" },
  NOT_FOUND: { rc: -1, status: 404, text: "Not found" },
  INVALID_INTERFACE: { rc: -2, status: 400, text: "Invalid interface" },
  NOT_ENABLED: { rc: -2, status: 400, text: "Not enabled" },
  NOT_GRANTED: { rc: -3, status: 401, text: "Not granted" },
  INVALID_HOST: { rc: -4, status: 400, text: "Invalid host" },
  INVALID_ARGUMENTS: { rc: -5, status: 400, text: "Invalid arguments" },
  INTERNAL_ERROR: { rc: -6, status: 500, text: "Internal error" },
  BAD_FORMAT: { rc: -7, status: 400, text: "Bad format" },
  BAD_CONTENT: { rc: -8, status: 400, text: "Bad content" },
  PASSWORD_MISMATCH: { rc: -19, status: 400, text: "Passwords do not match" },
  ADD_USER_FAILED: { rc: -20, status: 409, text: "Adding the user failed" },
  DELETE_USER_FAILED: { rc: -21, status: 409, text: "Deleting the user failed" },
  USER_ALREADY_EXISTING: { rc: -23, status: 409, text: "The user exists already" },
  USER_DOES_NOT_EXIST: { rc: -24, status: 409, text: "There is no such user" },
  EDIT_USER_FAILED: { rc: -25, status: 400, text: "Changing the user failed" },
} as const
export type ReturnCode = keyof typeof returnCodes

/** A refusal in ntopng's words. */
export class NtopngError extends Error {
  readonly code: ReturnCode
  constructor(code: ReturnCode, message: string = returnCodes[code].text) {
    super(message)
    this.name = "NtopngError"
    this.code = code
  }
}

/** What an endpoint answers; table endpoints add totals beside `rsp`. */
export interface Answer {
  readonly rsp: unknown
  readonly recordsTotal?: number
  readonly recordsFiltered?: number
}

export function envelope(code: ReturnCode, answer: Answer = { rsp: [] }, text: string = returnCodes[code].text): string {
  return JSON.stringify({ rc: returnCodes[code].rc, rc_str: code, rc_str_hr: text, ...answer }, emptyAsList)
}

/** Lua has one kind of table: an empty object and an empty list are both written `[]`, and clients rely on it. */
function emptyAsList(_key: string, value: unknown): unknown {
  return typeof value === "object" && value !== null && !Array.isArray(value) && Object.keys(value).length === 0 ? [] : value
}
