// docs/errors.md, generated from the table of errors (a test compares; GOLDEN=update rewrites).
import { errorCodes } from "./errors.ts"

export function errorsReference(): string {
  const rows = Object.entries(errorCodes).toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([code, { status, message, fix }]) => `| \`${code}\` | ${status} | ${message} | ${fix} |`)
  return `# Errors

<!-- Generated from packages/server/src/contract/errors.ts; edit there. -->

Every refused call answers \`{"error": {"code", "message", "fix", "details"}}\`. Codes are stable; messages may get better. At the start, the same message and advice are printed in one line.

| Code | HTTP status | What happened | What to do |
|---|---|---|---|
${rows.join("\n")}
`
}
