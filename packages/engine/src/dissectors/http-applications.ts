// What runs on top of an HTTP flow, as far as its headers say; the host name's application is found elsewhere and yields to these.
import type { HttpRecord } from "../inspect/metadata.ts"
import type { Inspection } from "../inspect/types.ts"

const byContentType: readonly (readonly [type: string, app: string])[] = [
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
]

/** RFC 4918: methods that nothing but WebDAV has (COPY, MOVE and LOCK are also others'). */
const webDavMethods: ReadonlySet<string> = new Set(["PROPFIND", "PROPPATCH", "MKCOL", "UNLOCK"])

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

export function applyHttpApplication(seen: Inspection, record: HttpRecord): void {
  const app = applicationOf(record)
  if (app !== null) seen.setApp(app)
  else if (record.upgrade === "websocket" && record.status === 101 && !seen.hasOwnApp) seen.setApp("WebSocket")
  // How systems find out whether they are online.
  if (/\/(generate_?204|gen_204)$/.test(record.url ?? "")) return seen.setCategory("ConnCheck")
  const type = record.contentType?.toLowerCase() ?? ""
  for (const [pattern, category] of categoryByContentType) {
    if (pattern.test(type)) return seen.setCategory(category)
  }
}

function applicationOf(record: HttpRecord): string | null {
  const types = [record.contentType, record.requestContentType]
  for (const text of types) {
    const type = text?.toLowerCase()
    const found = byContentType.find(([known]) => known === type)
    if (found) return found[1]
  }
  // [MS-RPCH] section 2.1.2.1: the methods of the two virtual channels.
  if (record.method === "RPC_IN_DATA" || record.method === "RPC_OUT_DATA") return "MS-RPCH"
  // "ntopng 6.1" is the captive portal of a monitor.
  if (record.server?.startsWith("ntopng ")) return "ntop"
  if (record.streamHeader !== undefined || record.server?.startsWith("Icecast ")) return "IceCast"
  if (record.method !== undefined && webDavMethods.has(record.method)) return "WebDAV"
  const url = record.url ?? ""
  if (url.includes("/announce?info_hash=") || url.includes("/scrape?info_hash=")) return "BitTorrent"
  if (url.includes("/uri-res/N2R?urn:sha1:") || url.includes("/gnutella/")) return "Gnutella"
  if (/\.m4s$|\/init\.mp4$/.test(url)) return "MpegDash"
  const agent = record.userAgent
  if (agent !== undefined) {
    const found = byUserAgent.find(([prefix]) => agent.startsWith(prefix))
    if (found) return found[1]
  }
  // Only UPnP's and Microsoft's ancient services still send it; an empty one means nothing.
  if (record.soapAction !== undefined && record.soapAction !== "" && record.soapAction !== '""') return "SOAP"
  return null
}
