// Bound parameters without the addon's binding call, which lets one query at a time run in the whole process. `SET param_x`
// belongs to a session instead, so sessions run side by side. Every character but letters and digits is written as `\xHH`:
// no value can leave its quotes, whatever it holds.
import type { Params } from "../database/database.ts"

/** Null when there is nothing to set. */
export function setParameters(params: Params): string | null {
  const assignments = Object.entries(params).map(([name, value]) => {
    if (!/^[a-zA-Z_]\w*$/.test(name)) throw new Error(`bad parameter name ${name}`)
    return `param_${name} = '${hexed(escaped(String(value)))}'`
  })
  return assignments.length ? `SET ${assignments.join(", ")}` : null
}

const ESCAPES: Readonly<Record<string, string>> = { "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r", "\0": "\\0", "\b": "\\b", "\f": "\\f" }

/** Values of parameters are read like a field of tab-separated text. */
function escaped(text: string): string {
  return text.replace(/[\\\n\t\r\0\b\f]/g, (character) => ESCAPES[character])
}

function hexed(text: string): string {
  let sql = ""
  for (const byte of Buffer.from(text)) {
    const isPlain = (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a)
    sql += isPlain ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, "0")}`
  }
  return sql
}
