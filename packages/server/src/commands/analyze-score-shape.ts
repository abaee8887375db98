// A flow in the words of ../shared/dpi/score.mjs: one line per field. `src` is the sender of the flow's first packet.
// A field that answers undefined is left out.
import { riskById, risks as allRisks, type FlowRow } from "@netweir/model"

type Records = Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>>

interface Seen {
  readonly row: FlowRow
  /** Protocol records of the flow. */
  readonly records: Records
  /** The client of the row sent the first packet. */
  readonly clientFirst: boolean
}

const confidenceWords: Readonly<Record<string, string>> = {
  none: "Unknown", port: "Match by port", address: "Match by IP", correlation: "DPI (cache)", "content-partial": "DPI (partial)",
  content: "DPI", "user-rule": "Match by custom rule",
}
/** Plain IP in IP has no name in the reference. */
const tunnelWords: Readonly<Record<string, string>> = {
  gre: "GRE", "gtp-u": "GTP", vxlan: "VXLAN", tzsp: "TZSP", capwap: "CAPWAP", geneve: "GENEVE", l2tp: "L2TP", teredo: "TEREDO", erspan: "ERSPAN",
}
const riskIdByKey = new Map(allRisks.map((risk) => [risk.key, risk.id]))

const take = (record: string, field: string) => ({ records }: Seen) => records[record]?.[field]
const dateText = (ms: unknown) => (typeof ms === "number" ? new Date(ms).toISOString().slice(0, 19).replace("T", " ") : "")
const group = (fields: Readonly<Record<string, unknown>>) => {
  const present = Object.entries(fields).filter(([, value]) => value !== undefined && value !== null)
  return present.length > 0 ? Object.fromEntries(present) : undefined
}

const fields: readonly (readonly [name: string, read: (seen: Seen) => unknown])[] = [
  ["proto", ({ row }) => row.l4],
  ["ip_proto", ({ row }) => row.ipProtocol],
  ["ip_version", ({ row }) => row.ipVersion],
  ["src_ip", ({ row, clientFirst }) => (clientFirst ? row.client : row.server)],
  ["src_port", ({ row, clientFirst }) => (clientFirst ? row.clientPort : row.serverPort)],
  ["dst_ip", ({ row, clientFirst }) => (clientFirst ? row.server : row.client)],
  ["dst_port", ({ row, clientFirst }) => (clientFirst ? row.serverPort : row.clientPort)],
  ["vlan", ({ row }) => row.vlan || undefined],
  ["tunnel", ({ row }) => tunnelWords[row.tunnel]],
  ["master", ({ row }) => row.app.split(".")[0]],
  ["app", ({ row }) => row.app],
  ["category", ({ row }) => row.category],
  ["breed", ({ row }) => row.breed],
  ["confidence", ({ row }) => confidenceWords[row.confidence]],
  ["encrypted", ({ row }) => row.encrypted],
  ["c2s_packets", ({ row, clientFirst }) => (clientFirst ? row.packetsToServer : row.packetsToClient)],
  ["c2s_bytes", ({ row, clientFirst }) => (clientFirst ? row.bytesToServer : row.bytesToClient)],
  ["s2c_packets", ({ row, clientFirst }) => (clientFirst ? row.packetsToClient : row.packetsToServer)],
  ["s2c_bytes", ({ row, clientFirst }) => (clientFirst ? row.bytesToClient : row.bytesToServer)],
  ["first_seen", ({ row }) => row.firstSeenMs / 1000],
  ["last_seen", ({ row }) => row.lastSeenMs / 1000],
  ["risks", ({ row }) => row.risks],
  ["risk_ids", ({ row }) => row.risks.map((key) => riskIdByKey.get(key))],
  ["risk_score", ({ row }) => row.risks.reduce((sum, key) => sum + (riskById(riskIdByKey.get(key) ?? 0)?.score ?? 0), 0)],
  ["risk_info", ({ records }) => (records.evidence ? Object.values(records.evidence).join(", ") : undefined)],
  ["hostname", ({ row }) => row.hostname ?? undefined],
  // TLS, DTLS, QUIC
  ["ja3", take("tls", "ja3")],
  ["ja3s", take("tls", "ja3s")],
  ["ja4", ({ row }) => row.ja4 ?? undefined],
  ["tls_version", take("tls", "version")],
  ["tls_supported_versions", take("tls", "supportedVersions")],
  ["cipher", take("tls", "cipher")],
  ["alpn", take("tls", "alpn")],
  ["negotiated_alpn", take("tls", "negotiatedAlpn")],
  ["issuer_dn", take("tls", "issuer")],
  ["subject_dn", take("tls", "subject")],
  ["server_names", take("tls", "serverNames")],
  ["cert_sha1", take("tls", "certificateSha1")],
  ["cert_validity", ({ records: { tls } }) => (tls?.notBeforeMs === undefined ? undefined : `${dateText(tls.notBeforeMs)} - ${dateText(tls.notAfterMs)}`)],
  ["quic_version", take("quic", "version")],
  ["user_agent", ({ records: { quic, ssdp, rtsp, gnutella } }) => quic?.userAgent ?? ssdp?.userAgent ?? rtsp?.userAgent ?? gnutella?.userAgent],
  ["tcp_fingerprint", take("tcp", "fingerprint")],
  ["os_hint", take("tcp", "os")],
  // SSH
  ["hassh_client", take("ssh", "hasshClient")],
  ["hassh_server", take("ssh", "hasshServer")],
  ["ssh", ({ records: { ssh } }) => ssh && group({ client_signature: ssh.clientVersion, server_signature: ssh.serverVersion })],
  // STUN, RTP
  ["mapped_address", take("stun", "mappedAddress")],
  ["peer_address", take("stun", "peerAddress")],
  ["relayed_address", take("stun", "relayedAddress")],
  ["response_origin", take("stun", "responseOrigin")],
  ["other_address", take("stun", "otherAddress")],
  ["stream_content", ({ records: { rtp } }) => (typeof rtp?.media === "string" ? `${rtp.media[0].toUpperCase()}${rtp.media.slice(1)}` : undefined)],
  ["discord", ({ records: { discord } }) => discord && group({ client_ip: discord.clientIp })],
  // others
  ["http", ({ records: { http } }) => http && group({
    url: http.url, code: http.status, content_type: http.contentType, request_content_type: http.requestContentType,
    user_agent: http.userAgent, server: http.server, filename: http.filename,
  })],
  // mail, files, directory: the reference tells whether logging in failed, as 0 or 1
  ["ftp", ({ records: { ftp } }) => ftp && group({ user: ftp.user, auth_failed: ftp.authFailed === true ? 1 : 0 })],
  ["pop", ({ records: { pop } }) => pop && group({ user: pop.user, auth_failed: pop.authFailed === true ? 1 : 0 })],
  ["imap", ({ records: { imap } }) => imap && group({ user: imap.user, auth_failed: imap.authFailed === true ? 1 : 0 })],
  ["smtp", ({ records: { smtp } }) => smtp && group({ user: smtp.user, auth_failed: smtp.authFailed === true ? 1 : 0 })],
  ["kerberos", ({ records: { kerberos } }) => kerberos && group({
    domain: typeof kerberos.realm === "string" ? kerberos.realm.toLowerCase() : undefined, hostname: kerberos.hostName, username: kerberos.userName,
  })],
  ["rsh", ({ records: { rsh } }) => rsh && group({ client_username: rsh.clientUser, server_username: rsh.serverUser, command: rsh.command })],
  ["tftp", ({ records: { tftp } }) => tftp && group({ filename: tftp.filename })],
  ["dns", ({ records: { dns } }) => dns && group({ num_queries: dns.queries, num_answers: dns.replies, reply_code: dns.replyCode, query_type: dns.queryType })],
]

export function scoreFlow(row: FlowRow, isSwapped: boolean): Record<string, unknown> {
  const seen: Seen = { row, records: row.metadata as Records, clientFirst: !isSwapped }
  const flow: Record<string, unknown> = {}
  for (const [name, read] of fields) {
    const value = read(seen)
    if (value !== undefined) flow[name] = value
  }
  return flow
}
