// `name=value name="quoted value"`, as most firewalls write.
const MAX_FIELDS = 256
/** Firewalls write a few kilobytes; longer ones are of no firewall. */
const MAX_CHARACTERS = 32_768
const PAIR = /([A-Za-z_][\w.-]{0,63})=(?:"((?:[^"\\]|\\.)*)"|([^\s"]*))/g

export function keyValues(text: string): Map<string, string> {
  const fields = new Map<string, string>()
  for (const [, name, quoted, plain] of text.slice(0, MAX_CHARACTERS).matchAll(PAIR)) {
    if (fields.size >= MAX_FIELDS) break
    const value = quoted ?? plain
    if (value !== "" && !fields.has(name)) fields.set(name, value)
  }
  return fields
}
