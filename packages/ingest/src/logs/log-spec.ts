// `scheme:///path?once`: a file of lines. `once` reads it to its end; otherwise it is followed.
import type { ResolvedOptions } from "../source-options.ts"
import { SourceError } from "../source.ts"

export function parseLogSpec(spec: string, options: ResolvedOptions): { readonly path: string; readonly follows: boolean } {
  const match = /^[a-z+]+:\/\/([^?]+)(\?once)?$/.exec(spec)
  if (match === null) throw new SourceError("interface-invalid", `${spec} names no file`, "For example eve:///var/log/suricata/eve.json, with ?once behind it to read it to its end and no further.")
  return { path: match[1], follows: match[2] === undefined && options.watch }
}
