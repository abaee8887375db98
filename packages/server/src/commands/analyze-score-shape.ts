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


/** The reference tells of every log-in protocol whether logging in failed, as 0 or 1. Passwords are not kept. */
function logIn({ row, records }: Seen, protocol: string, record: string): unknown {
  const found = records[record]
  if (found === undefined && row.app !== protocol) return undefined
  return group({ user: found?.user, auth_failed: found?.authFailed === true ? 1 : 0 })
}

const windowsNames: Readonly<Record<string, string>> = { "5.1": "Windows XP", "6.0": "Windows Vista", "6.1": "Windows 7", "6.2": "Windows 8", "6.3": "Windows 8.1", "10.0": "Windows 10" }

/** The system as the User-Agent's comment words it; Windows by its name in the shops. */
function osWords(userAgent: unknown): string | undefined {
  if (typeof userAgent !== "string") return undefined
  const comment = /^Mozilla\/[^(]*\(([^)]*)\)/.exec(userAgent)?.[1] ?? ""
  for (const part of comment.split(";")) {
    const words = part.trim()
    const windows = /^Windows NT (\d+\.\d+)/.exec(words)
    if (windows) return windowsNames[windows[1]] ?? words
    if (/^(?:Android|Linux [^;]|Intel Mac OS X|CPU )/.test(words)) return words
  }
  return undefined
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
  ["cert_sha1", ({ records: { tls } }) => (typeof tls?.certificateSha1 === "string" ? tls.certificateSha1.toUpperCase().match(/../g)?.join(":") : undefined)],
  ["cert_validity", ({ records: { tls } }) => (tls?.notBeforeMs === undefined ? undefined : `${dateText(tls.notBeforeMs)} - ${dateText(tls.notAfterMs)}`)],
  ["ech", ({ records: { tls } }) => (typeof tls?.echVersion === "string" ? `version ${tls.echVersion}` : undefined)],
  ["esni", take("tls", "esni")],
  ["esni_cipher", take("tls", "esniCipher")],
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
  ["client_ip", take("discord", "clientIp")],
  // others
  ["http", ({ records: { http } }) => http && group({
    url: http.url, code: http.status, content_type: http.contentType, request_content_type: http.requestContentType,
    user_agent: http.userAgent, server: http.server, filename: http.filename, detected_os: osWords(http.userAgent), nat_ip: http.nextHop,
  })],
  ["nat_ip", take("http", "nextHop")],
  // mail, files, directory: the reference tells whether logging in failed, as 0 or 1
  ["ftp", (seen) => logIn(seen, "FTP_CONTROL", "ftp")],
  ["pop", (seen) => logIn(seen, "POP3", "pop")],
  ["imap", (seen) => logIn(seen, "IMAP", "imap")],
  ["smtp", (seen) => logIn(seen, "SMTP", "smtp")],
  ["kerberos", ({ records: { kerberos } }) => kerberos && group({
    domain: typeof kerberos.realm === "string" ? kerberos.realm.toLowerCase() : undefined, hostname: kerberos.hostName, username: kerberos.userName ?? kerberos.hostName, // a machine's account is its name
  })],
  ["rsh", ({ records: { rsh } }) => rsh && group({ client_username: rsh.clientUser, server_username: rsh.serverUser, command: rsh.command })],
  ["tftp", ({ records: { tftp } }) => tftp && group({ filename: tftp.filename })],
  ["filename", take("tftp", "filename")],
  ["bittorrent_hash", take("bittorrent", "infoHash")],
  // addresses and management
  ["dhcp_fingerprint", take("dhcp", "fingerprint")],
  ["dhcp_class_ident", take("dhcp", "classIdentifier")],
  ["snmp", ({ records: { snmp } }) => snmp && { version: snmp.version, primitive: snmp.primitive ?? 0, error_status: snmp.errorStatus ?? 0 }],
  ["natpmp", ({ records: { natPmp } }) => natPmp && {
    result: natPmp.result ?? 0, internal_port: natPmp.internalPort ?? 0, external_port: natPmp.externalPort ?? 0, external_address: natPmp.externalIp ?? "0.0.0.0",
  }],
  ["ntp", ({ records: { ntp } }) => ntp && { request_code: ntp.requestCode ?? 0, version: ntp.version }],
  ["ubntac2", ({ records: { ubntac2 } }) => ubntac2 && group({ version: ubntac2.firmware })],
  ["tivoconnect", ({ records: { tivoConnect } }) => tivoConnect && group({
    identity_uuid: typeof tivoConnect.identity === "string" ? tivoConnect.identity.replace(/^uuid:/, "") : undefined,
    machine: tivoConnect.machine, platform: tivoConnect.platform, services: tivoConnect.services,
  })],
  // Counts of the last message's header; an answer without an address has none.
  ["dns", ({ records: { dns } }) => dns && group({
    num_queries: dns.questionCount, num_answers: dns.answerCount ?? 0, reply_code: dns.replyCode ?? 0, query_type: dns.queryType,
    rsp_type: dns.answerType ?? 0, rsp_addr: dns.answerAddress ?? "0.0.0.0",
  })],
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
