// What runs on top of an HTTP flow, as far as its headers say; the host name's application is found elsewhere and yields to these.
import { remembered } from "../bytes/remembered.ts"
import type { HttpRecord } from "../inspect/metadata.ts"
import type { Inspection } from "../inspect/types.ts"

const byContentType: ReadonlyMap<string, string> = new Map([
  ["application/ocsp-request", "OCSP"],
  ["application/ocsp-response", "OCSP"],
  ["application/ipp", "IPP"],
  ["application/dash+xml", "MpegDash"],
  ["application/vnd.apple.mpegurl", "HLS"],
  ["application/x-mpegurl", "HLS"],
  ["application/soap+xml", "SOAP"],
  ["application/json-rpc", "JSON-RPC"],
  ["application/x-thrift", "Thrift"],
  ["application/vnd.apache.thrift.binary", "Thrift"],
  ["application/vnd.apache.thrift.compact", "Thrift"],
])

/** RFC 4918 (calendars: RFC 4791): methods that nothing but WebDAV has (COPY, MOVE and LOCK are also others'). */
const webDavMethods: ReadonlySet<string> = new Set(["PROPFIND", "PROPPATCH", "MKCOL", "UNLOCK", "MKCALENDAR"])

const byUserAgent: readonly (readonly [prefix: string, app: string])[] = [
  ["Microsoft-WebDAV-MiniRedir/", "WebDAV"],
  ["davfs2/", "WebDAV"],
  ["gvfs/", "WebDAV"],
  ["WebDAVFS/", "WebDAV"],
  ["Microsoft-Delivery-Optimization/", "WindowsUpdate"],
  ["Windows-Update-Agent/", "WindowsUpdate"],
  ["Microsoft BITS/", "WindowsUpdate"],
  ["Valve/Steam HTTP Client", "Steam"],
  ["AspINet", "MapleStory"], // its patcher
  ["Zattoo/", "Zattoo"],
  ["gtk-gnutella/", "Gnutella"],
  ["LimeWire/", "Gnutella"],
  ["BearShare/", "Gnutella"],
  ["BitTorrent/", "BitTorrent"],
  ["Transmission/", "BitTorrent"],
  ["uTorrent/", "BitTorrent"],
]

/** Of the response: what was fetched. */
const categoryByContentType: readonly (readonly [type: RegExp, category: string])[] = [
  [/^(video|audio)\//, "Media"],
  [/^application\/(octet-stream|x-msdownload|x-dosexec|x-msdos-program|x-executable|java-archive|java-vm|zip|x-rar|vnd\.android\.package-archive|x-ms-application)\b/, "Download"],
]

const appOfAgent = remembered((agent: string): string | null => byUserAgent.find(([prefix]) => agent.startsWith(prefix))?.[1] ?? null)
const categoryOfType = remembered((type: string): string | null => categoryByContentType.find(([pattern]) => pattern.test(type.toLowerCase()))?.[1] ?? null)
const appOfType = remembered((type: string): string | null => byContentType.get(type.toLowerCase()) ?? null)

/** How systems find out whether they are online. */
function isConnectivityCheck(url: string): boolean {
  return url.endsWith("204") && /\/(generate_?204|gen_204)$/.test(url)
}

export function applyHttpApplication(seen: Inspection, record: HttpRecord): void {
  const app = applicationOf(record)
  if (app !== null) seen.setApp(app)
  else if (record.upgrade === "websocket" && record.status === 101 && !seen.hasOwnApp) seen.setApp("WebSocket")
  if (record.url !== undefined && isConnectivityCheck(record.url)) return seen.setCategory("ConnCheck")
  const category = record.contentType === undefined ? null : categoryOfType(record.contentType)
  if (category !== null) seen.setCategory(category)
}

function applicationOf(record: HttpRecord): string | null {
  const byType = (record.contentType === undefined ? null : appOfType(record.contentType))
    ?? (record.requestContentType === undefined ? null : appOfType(record.requestContentType))
  if (byType !== null) return byType
  // [MS-RPCH] section 2.1.2.1: the methods of the two virtual channels.
  if (record.method === "RPC_IN_DATA" || record.method === "RPC_OUT_DATA") return "MS-RPCH"
  // SoftEther's VPN protocol before its own TLS ends, or without.
  if (record.path === "/vpnsvc/connect.cgi" || record.url?.endsWith("/vpnsvc/connect.cgi")) return "Softether"
  // "ntopng 6.1" is the captive portal of a monitor.
  if (record.server?.startsWith("ntopng ")) return "ntop"
  if (record.streamHeader !== undefined || record.server?.startsWith("Icecast ")) return "IceCast"
  if (record.depth !== undefined || (record.method !== undefined && webDavMethods.has(record.method))) return "WebDAV"
  const url = record.url ?? ""
  if (url.includes("?info_hash=") && /\/(?:announce|scrape)\?info_hash=/.test(url)) return "BitTorrent"
  if (url.includes("/uri-res/N2R?urn:sha1:") || url.includes("/gnutella/")) return "Gnutella"
  if (url.endsWith(".m4s") || url.endsWith("/init.mp4")) return "MpegDash"
  const agent = record.userAgent
  if (agent !== undefined) {
    const byAgent = appOfAgent(agent)
    if (byAgent !== null) return byAgent
  }
  // Only UPnP's and Microsoft's ancient services still send it; an empty one means nothing.
  if (record.soapAction !== undefined && record.soapAction !== "" && record.soapAction !== '""') return "SOAP"
  return null
}
