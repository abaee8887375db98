// May this process capture? Says exactly what is missing and how to give it.
import { readFileSync } from "node:fs"
import { SourceError } from "../source.ts"

const CAP_NET_RAW = 13n

export interface CaptureRights {
  readonly mayCapture: boolean
  /** The right that is missing, "" when none is. */
  readonly missing: string
  /** Commands, one a line. */
  readonly fix: string
}

/** Looks at the effective capabilities of this thread; other systems answer when they are asked to capture. */
export function captureRights(): CaptureRights {
  if (process.platform !== "linux") return { mayCapture: true, missing: "", fix: "" }
  try {
    const effective = /^CapEff:\s*([0-9a-f]+)/m.exec(readFileSync("/proc/thread-self/status", "utf8"))?.[1]
    if (effective !== undefined && (BigInt(`0x${effective}`) >> CAP_NET_RAW) & 1n) return { mayCapture: true, missing: "", fix: "" }
  } catch {
    return { mayCapture: true, missing: "", fix: "" } // no /proc: the attempt itself will tell
  }
  return { mayCapture: false, missing: "CAP_NET_RAW", fix: grantCommands() }
}

function grantCommands(): string {
  return [
    "Give the right to capture, one of:",
    `  sudo setcap cap_net_raw,cap_net_admin+eip ${process.execPath}   (every program that this node runs then has it)`,
    "  systemd unit: AmbientCapabilities=CAP_NET_RAW CAP_NET_ADMIN",
    "  sudo, with -U USER to give root up again after opening",
  ].join("\n")
}

export function notPermitted(interfaceName: string, cause: unknown): SourceError {
  return new SourceError("capture-not-permitted", `Capturing on ${interfaceName} needs the right CAP_NET_RAW, which this process doesn't have.`, grantCommands(), { cause })
}
