// One door for everything that yields packets or flow records: the spec says what, the options how.
import { parseInterfaceSpec, type InterfaceSpec } from "./interface-spec.ts"
import { listInterfaces } from "./live/interfaces.ts"
import { liveSource } from "./live/live-source.ts"
import { resolveOptions, type ResolvedOptions, type SourceOptions } from "./source-options.ts"
import { recordSourceKind } from "./records/index.ts"
import { SourceError, type PacketSource, type Source } from "./source.ts"
import { ChildProcessOrigin } from "./sources/child-process.ts"
import { DirectorySource } from "./sources/directory-source.ts"
import { DummySource } from "./sources/dummy-source.ts"
import { FileSource } from "./sources/file-source.ts"
import { MergedSource } from "./sources/merged-source.ts"
import { namedPipe } from "./sources/named-pipe.ts"
import { PacedSource } from "./sources/paced-source.ts"
import { standardInput } from "./sources/standard-input.ts"
import { StreamSource } from "./sources/stream-source.ts"

/** Forms: see parseInterfaceSpec. Throws SourceError for a spec that means nothing; whatever needs the system happens in `open()`. */
export function openAnySource(spec: string, options: SourceOptions = {}): Source {
  const resolved = resolveOptions(options)
  const parsed = parseInterfaceSpec(spec)
  return parsed.kind === "records" ? recordSource(spec, resolved) : packetSource(spec, parsed, resolved)
}

/** The same, for whoever can use packets only. */
export function openSource(spec: string, options: SourceOptions = {}): PacketSource {
  return packetSource(spec, parseInterfaceSpec(spec), resolveOptions(options))
}

function recordSource(spec: string, options: ResolvedOptions): Source {
  const kind = recordSourceKind(spec)
  if (kind === undefined) throw new SourceError("interface-invalid", `${spec} is no source of flow records`, "netweir --help lists the forms.")
  return kind.create(spec, options)
}

function packetSource(spec: string, parsed: InterfaceSpec, options: ResolvedOptions): PacketSource {
  switch (parsed.kind) {
    case "interface":
      return liveSource(parsed.name, options)
    case "file":
      return paced(new FileSource(parsed.path, [parsed.path], options.filter), options)
    case "list":
      return paced(new FileSource(parsed.path, parsed.files, options.filter), options)
    case "directory":
      return new DirectorySource(parsed.path, options)
    case "pipe":
      return new StreamSource(parsed.path, namedPipe(parsed.path), options.filter)
    case "stdin":
      return paced(new StreamSource("stdin", standardInput, options.filter), options)
    case "command":
      if (!options.allowCommands) throw new SourceError("command-not-allowed", "cmd: interfaces are not allowed here", "Pipe the program's output into netweir -i - instead.")
      return new StreamSource(spec, new ChildProcessOrigin({ file: "/bin/sh", args: ["-c", parsed.command] }), options.filter)
    case "view":
      return view(spec, parsed.members, options)
    case "dummy":
      return new DummySource()
    case "records":
      throw new SourceError("needs-packets", `${parsed.spec} yields flow records, and packets are needed here`, "Give an interface, a capture file, a directory or a pipe.")
  }
}

function view(spec: string, members: readonly string[], options: ResolvedOptions): PacketSource {
  if (members.length === 1 && members[0] === "all") throw new SourceError("view-invalid", "view:all has meaning only beside other interfaces", "Give -i for each interface first; the monitor puts the view together.")
  const interfaces = listInterfaces()
  return new MergedSource(spec, members.map((member) => packetSource(member, parseInterfaceSpec(member, interfaces), options)))
}

function paced(source: PacketSource, options: ResolvedOptions): PacketSource {
  return options.originalSpeed ? new PacedSource(source, options.clock) : source
}
