// TiVo's discovery beacon ("TiVo Connect Automatic Machine Discovery Protocol" 1.5.1): lines of name=value.
import { cleanText } from "../bytes/text.ts"
import { DONE, type Appetite, type Inspection } from "../inspect/types.ts"

const MAX_BEACON_BYTES = 1024
/** What is kept of it. */
const fields: Readonly<Record<string, string>> = { swversion: "softwareVersion", identity: "identity", machine: "machine", platform: "platform", services: "services" }

export function takeTivoBeacon(seen: Inspection): Appetite {
  const record = (seen.metadata.tivoConnect ??= {})
  const text = seen.payload.latin1(0, Math.min(seen.payload.length, MAX_BEACON_BYTES))
  for (const line of text.split(/\r?\n/)) {
    const equals = line.indexOf("=")
    const name = fields[line.slice(0, Math.max(0, equals)).toLowerCase()]
    if (name !== undefined) record[name] ??= cleanText(line.slice(equals + 1))
  }
  if (typeof record.machine === "string") seen.setInfo(record.machine)
  return DONE
}
