// Stack lines of the bundle as lines of the sources. Read when a bug is reported: node's own source maps cost 0.1 s of every start.
import { existsSync, readFileSync } from "node:fs"
import { SourceMap } from "node:module"
import { fileURLToPath } from "node:url"

const maps = new Map<string, SourceMap | null>()

export function sourceStack(stack: string): string {
  return stack.replace(/(file:\/\/[^\s()]+?\.mjs):(\d+):(\d+)/g, (place, url: string, line: string, column: string) => {
    const entry = mapOf(url)?.findEntry(Number(line) - 1, Number(column) - 1)
    return entry && "originalSource" in entry ? `${entry.originalSource.replace(/^.*?(packages|node_modules)\//, "$1/")}:${entry.originalLine + 1}:${entry.originalColumn + 1}` : place
  })
}

function mapOf(url: string): SourceMap | null {
  const known = maps.get(url)
  if (known !== undefined) return known
  let map: SourceMap | null = null
  try {
    const file = `${fileURLToPath(url)}.map`
    if (existsSync(file)) map = new SourceMap(JSON.parse(readFileSync(file, "utf8")))
  } catch {
    map = null // a map that can't be read: the line of the bundle must do
  }
  maps.set(url, map)
  return map
}
