// SonicWall: SonicOS' default syslog format ("Log Events Reference Guide").
import { OTHER_LINE } from "../logs/line-decoder.ts"
import type { FirewallProduct } from "./firewall-product.ts"
import { keyValues } from "./key-values.ts"

const OPENED = "98", CLOSED = "537"

export const sonicwall: FirewallProduct = {
  id: "sonicwall",
  title: "SonicWall",
  recognises: ({ body }) => /\bsn=[0-9A-Fa-f]{12}\b/.test(body) && /\bm=\d/.test(body),
  read({ body }) {
    const fields = keyValues(body)
    const get = (name: string) => fields.get(name)
    const src = ends(get("src")), dst = ends(get("dst")), natSrc = ends(get("natSrc")), natDst = ends(get("natDst"))
    const event = get("m")
    const message = get("msg") ?? ""
    const action = get("fw_action")
    const isDenied = action === "drop" || /\b(?:dropped|denied|blocked|rejected)\b/i.test(message)
    if (get("src") === undefined || get("dst") === undefined || (get("proto") === undefined && !isDenied)) return OTHER_LINE
    const [protocol, service] = (get("proto") ?? "").split("/", 2)
    const isClosed = event === CLOSED
    return {
      src: get("srcV6") ?? src.address, dst: get("dstV6") ?? dst.address, srcPort: src.port, dstPort: dst.port, protocol, srcMac: get("srcMac"),
      // Only the end tells what a session counted; before, parts of it.
      about: isClosed || event === OPENED || isDenied ? "session" : "detail", isOver: isClosed,
      ...(isClosed && { packets: get("spkt"), bytes: get("sent"), reversePackets: get("rpkt"), reverseBytes: get("rcvd"), durationSeconds: Number(get("cdur") ?? 0) / 1000 }),
      isDenied, application: service, hostname: get("dstname"),
      firewall: { action: action === "NA" ? undefined : action, message, rule: get("rule"), user: get("usr") ?? get("user"), inInterface: src.interface, outInterface: dst.interface, inZone: get("srcZone"), outZone: get("dstZone"), application: get("appName"), category: get("Category") },
      nat: { srcIp: natSrc.address, srcPort: natSrc.port, dstIp: natDst.address, dstPort: natDst.port },
    }
  },
}

/** "192.0.2.1:50000:X0-V5:name" */
function ends(text = ""): { readonly address?: string; readonly port?: string; readonly interface?: string } {
  const [address, port, name] = text.split(":", 4)
  return { address: address || undefined, port: port || undefined, interface: name || undefined }
}
