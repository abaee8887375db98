// One door for everything that yields packets: the spec says what, the options how.
import { statSync } from "node:fs"
import { resolveOptions, type SourceOptions } from "./source-options.ts"
import { SourceError, type PacketSource } from "./source.ts"
import { FileSource } from "./sources/file-source.ts"

export function openSource(spec: string, options: SourceOptions = {}): PacketSource {
  const resolved = resolveOptions(options)
  if (statSync(spec, { throwIfNoEntry: false })?.isFile()) return new FileSource(spec, [spec], resolved.filter)
  throw new SourceError("interface-not-found", `There is no interface or file ${spec}`, "Run netweir interfaces to see what there is.")
}
