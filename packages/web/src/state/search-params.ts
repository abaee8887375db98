// The URL's query string as plain text values: readable, short, and never guessed into numbers.
export type SearchParams = Readonly<Record<string, string | undefined>>

export function parseSearch(text: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(text))
}

export function stringifySearch(search: Readonly<Record<string, unknown>>): string {
  const params = new URLSearchParams()
  for (const [name, value] of Object.entries(search)) if (value !== undefined && value !== null && value !== "") params.set(name, String(value))
  // Filters stay readable: these characters are legal in a query string (RFC 3986 section 3.4).
  const text = params.toString().replace(/%3A/g, ":").replace(/%2F/g, "/").replace(/%2C/g, ",")
  return text ? `?${text}` : ""
}
