// Lines and comma-separated fields of rule files.

/** A longer line is no rule. */
const MAX_LINE = 4096

/** Calls back for each line that is neither empty nor a comment; lines count from 1. */
export function forEachLine(text: string, visit: (line: string, number: number) => void): void {
  let number = 0
  for (let at = text.charCodeAt(0) === 0xfeff ? 1 : 0; at < text.length; ) {
    const feed = text.indexOf("\n", at)
    const end = feed < 0 ? text.length : feed
    number++
    const line = text.slice(at, Math.min(end, at + MAX_LINE)).trim()
    if (line !== "" && !line.startsWith("#")) visit(line, number)
    at = end + 1
  }
}

/** RFC 4180: fields may be quoted, "" inside quotes is one quote. */
export function csvFields(line: string): string[] {
  const fields: string[] = []
  let at = 0
  while (at <= line.length) {
    if (line[at] === '"') {
      let value = ""
      let from = at + 1
      for (;;) {
        const quote = line.indexOf('"', from)
        if (quote < 0) {
          value += line.slice(from)
          at = line.length
          break
        }
        value += line.slice(from, quote)
        at = quote + 1
        if (line[at] !== '"') break
        value += '"'
        from = at + 1
      }
      fields.push(value)
      const comma = line.indexOf(",", at)
      at = comma < 0 ? line.length + 1 : comma + 1
    } else {
      const comma = line.indexOf(",", at)
      const end = comma < 0 ? line.length : comma
      fields.push(line.slice(at, end).trim())
      at = end + 1
    }
  }
  return fields
}
