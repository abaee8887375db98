// What -i means here, looked at before anything starts: a slip of the pen must not become a monitor of nothing.
import { checkFilter } from "@netweir/ingest/filter/filter-compiler.ts"
import { parseInterfaceSpec } from "@netweir/ingest/interface-spec.ts"
import { captureRights } from "@netweir/ingest/live/capture-rights.ts"
import { listInterfaces } from "@netweir/ingest/live/interfaces.ts"
import { SourceError } from "@netweir/ingest/source.ts"
import type { RunConfig } from "../config/run-config.ts"
import type { Log } from "../log/log.ts"

/** Names to monitor; numbers of `netweir interfaces` become names. Throws SourceError when none of them can be opened ever. */
export async function interfacesToMonitor(config: RunConfig, log: Log): Promise<readonly string[]> {
  const wrongFilter = await checkFilter(config.packetFilter)
  if (wrongFilter) throw new SourceError(wrongFilter.code, `-B: ${wrongFilter.message}.`, wrongFilter.fix)
  if (config.interfaces.length === 0) return interfacesThatAreUp()
  const machine = listInterfaces()
  const names: string[] = []
  const refused: SourceError[] = []
  const warnings: string[] = []
  for (const given of config.interfaces) {
    try {
      const spec = parseInterfaceSpec(given, machine)
      names.push(spec.kind === "interface" ? spec.name : given)
    } catch (error) {
      if (!(error instanceof SourceError)) throw error
      refused.push(error)
      if (refused.length === config.interfaces.length) throw new SourceError(refused[0].code, `-i: ${refused[0].message}.`, refused[0].fix)
      // A device may come later (a VPN, a USB adapter): it is shown as failed and tried again.
      if (error.code === "interface-not-found") names.push(given)
      else warnings.push(`-i ${given}: ${error.message}`)
    }
  }
  for (const warning of warnings) log.warning(warning)
  return [...new Set(names)]
}

/** -i absent: everything that is up, as ntopng does; or what is missing for that. */
function interfacesThatAreUp(): readonly string[] {
  const { mayCapture, missing, fix } = captureRights()
  if (!mayCapture) throw new SourceError("capture-not-permitted", `No -i is given, so all interfaces would be monitored, but this process lacks the right ${missing}.`, `${fix}\nOr read a capture: netweir -i FILE.pcap; or another machine: ssh HOST tcpdump -w - | netweir -i -`)
  const up = listInterfaces().filter(({ kind, isUp }) => isUp && kind !== "all").map(({ name }) => name)
  if (up.length === 0) throw new SourceError("no-interface-up", "No interface of this machine is up.", "Bring one up, or name a capture with -i FILE.pcap.")
  return up
}
