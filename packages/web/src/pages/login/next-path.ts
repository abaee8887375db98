/** Where somebody wanted to go when the server asked for a login (`?next=`): a path of this server, nothing else. */
export function nextPath(search: string): string | null {
  const next = new URLSearchParams(search).get("next")
  if (next === null || !/^\/[^/\\]/.test(next)) return null
  // Whatever a browser would make of it, it must stay here.
  const here = "http://here"
  return URL.canParse(next, here) && new URL(next, here).origin === here ? next : null
}
