// Suricata's typed events as the records that our own dissectors make, where they have the same.
import type { RecordExtras } from "@netweir/engine/records/record-block.ts"
import { addDetail, toCount, toNumber, toText } from "../records/told-values.ts"

type Fields = Readonly<Record<string, unknown>>
type Copy = Readonly<Record<string, string>>

/** Suricata's field: ours. */
const copied: Readonly<Record<string, Copy>> = {
  tls: { version: "version", sni: "serverName", subject: "subject", issuerdn: "issuer", fingerprint: "certificateSha1", serial: "serial", notbefore: "notBefore", notafter: "notAfter", client_alpns: "alpn", server_alpns: "negotiatedAlpn", session_resumed: "sessionResumed" },
  http: { hostname: "host", url: "url", http_user_agent: "userAgent", http_content_type: "contentType", http_method: "method", protocol: "version", status: "status", http_refer: "referer", length: "bytes" },
  fileinfo: { filename: "filename", magic: "magic", state: "state", size: "size", md5: "md5", sha1: "sha1", sha256: "sha256", stored: "stored" },
  smb: { command: "command", status: "status", filename: "filename", share: "share", dialect: "dialect", access: "access" },
  quic: { version: "version", sni: "serverName", ua: "userAgent" },
  dhcp: { type: "type", dhcp_type: "dhcpType", client_mac: "clientMac", assigned_ip: "assignedIp", hostname: "hostname", requested_ip: "requestedIp", lease_time: "leaseSeconds" },
  anomaly: { type: "type", event: "event", layer: "layer", code: "code" },
}

export function addEvent(type: string, event: Fields, extras: RecordExtras): void {
  const own = fieldsOf(event[type === "http2" ? "http" : type])
  const map = copied[type]
  if (map !== undefined) for (const [theirs, ours] of Object.entries(map)) addDetail(extras, type, ours, own[theirs])
  switch (type) {
    case "tls": case "quic":
      extras.hostname = toText(own["sni"]) || undefined
      extras.ja4 = toText(own["ja4"], 64) || undefined
      addDetail(extras, type, "ja3", fieldsOf(own["ja3"])["hash"])
      addDetail(extras, type, "ja3s", fieldsOf(own["ja3s"])["hash"])
      break
    case "http":
      extras.hostname = toText(own["hostname"]) || undefined
      extras.info = toText(own["url"]) || undefined
      break
    case "dns": dns(own, extras); break
    case "ssh":
      for (const side of ["client", "server"] as const) {
        const its = fieldsOf(own[side])
        addDetail(extras, "ssh", `${side}Version`, toText(its["software_version"]))
        addDetail(extras, "ssh", side === "client" ? "hasshClient" : "hasshServer", fieldsOf(its["hassh"])["hash"])
      }
      break
    case "dhcp": extras.srcName = toText(own["hostname"], 64) || undefined; break
    case "alert": alert(own, extras)
  }
}

/** Version 1 and 2 tell one name; version 3 lists of queries. */
function dns(own: Fields, extras: RecordExtras): void {
  const query = fieldsOf(Array.isArray(own["queries"]) ? own["queries"][0] : Array.isArray(own["query"]) ? own["query"][0] : own)
  extras.hostname = toText(query["rrname"] ?? own["rrname"]) || undefined
  addDetail(extras, "dns", "query", extras.hostname)
  addDetail(extras, "dns", "queryTypeName", query["rrtype"] ?? own["rrtype"])
  addDetail(extras, "dns", "replyCodeName", own["rcode"])
  const answers = Array.isArray(own["answers"]) ? own["answers"].slice(0, 16).map((answer) => toText(fieldsOf(answer)["rdata"])).filter((text) => text !== "") : []
  const grouped = Object.values(fieldsOf(own["grouped"])).flat().slice(0, 16).map((text) => toText(text)).filter((text) => text !== "")
  addDetail(extras, "dns", "answers", answers.length > 0 ? answers : grouped)
  // The first version told each answer in a line of its own.
  if (answers.length + grouped.length === 0 && own["rdata"] !== undefined) addDetail(extras, "dns", "answers", [toText(own["rdata"])])
}

/** 1 is the worst. */
const scores = [250, 200, 100, 50, 20]

function alert(own: Fields, extras: RecordExtras): void {
  const id = toNumber(own["signature_id"])
  const severity = toCount(own["severity"])
  extras.alerts = [{
    from: "suricata", signature: toText(own["signature"]) || `signature ${toText(own["signature_id"])}`, signatureId: Number.isInteger(id) ? id : null,
    category: toText(own["category"]) || null, score: scores[severity] ?? 20,
  }]
  const action = toText(own["action"], 32)
  if (action !== "") addDetail(extras, "firewall", "action", action)
}

export function fieldsOf(value: unknown): Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : {} // any object has fields
}
