/** Terminal-safe text: control characters, escapes and bidi overrides become \xNN or \u{...}; at most `limit` characters. */
export function printable(text: string, limit = 2_000): string {
  const cut = text.length > limit ? `${text.slice(0, limit)}...` : text
  // C0, DEL, C1, line separators and the bidirectional controls that make a log line lie.
  // oxlint-disable-next-line no-control-regex
  return cut.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, (char) => {
    const code = char.charCodeAt(0)
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u{${code.toString(16)}}`
  })
}
