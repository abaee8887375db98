// One door for everything that yields packets: the spec says what, the options how.
import { parseInterfaceSpec, type InterfaceSpec } from "./interface-spec.ts"
import { listInterfaces } from "./live/interfaces.ts"
import { liveSource } from "./live/live-source.ts"
import { resolveOptions, type ResolvedOptions, type SourceOptions } from "./source-options.ts"
import { SourceError, type PacketSource } from "./source.ts"
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
export function openSource(spec: string, options: SourceOptions = {}): PacketSource {
  return sourceOf(spec, parseInterfaceSpec(spec), resolveOptions(options))
}

function sourceOf(spec: string, parsed: InterfaceSpec, options: ResolvedOptions): PacketSource {
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
  }
}

function view(spec: string, members: readonly string[], options: ResolvedOptions): PacketSource {
  if (members.length === 1 && members[0] === "all") throw new SourceError("view-invalid", "view:all has meaning only beside other interfaces", "Give -i for each interface first; the monitor puts the view together.")
  const interfaces = listInterfaces()
  return new MergedSource(spec, members.map((member) => sourceOf(member, parseInterfaceSpec(member, interfaces), options)))
}

function paced(source: PacketSource, options: ResolvedOptions): PacketSource {
  return options.originalSpeed ? new PacedSource(source, options.clock) : source
}
