// Fields that are shown with the flow as typed records: which record, which field of it. Same names as our dissectors' where they have one.
import { codeOf } from "./field-lookup.ts"

const details: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  http: { HTTP_URL: "url", HTTP_RET_CODE: "status", HTTP_USER_AGENT: "userAgent", HTTP_METHOD: "method", HTTP_SITE: "host", HTTP_HOST: "host", HTTP_REFERER: "referer", HTTP_MIME: "contentType" },
  tls: {
    TLS_SERVER_NAME: "serverName", TLS_REQUESTED_SNI: "serverName", TLS_CIPHER: "cipher", SSL_UNSAFE_CIPHER: "unsafeCipher", TLS_ALPN: "alpn", TLS_SERVER_NAMES: "serverNames",
    TLS_CERT_ISSUER_DN: "issuer", TLS_CERT_SUBJECT_DN: "subject",
  },
  ssh: { HASSHC_HASH: "hasshClient", HASSHS_HASH: "hasshServer" },
  dns: { DNS_QUERY: "query", DNS_QUERY_TYPE: "queryType", DNS_RET_CODE: "replyCode", DNS_RESPONSE: "answers", DNS_NUM_ANSWERS: "answerCount", DNS_TTL_ANSWER: "ttl" },
  smtp: { SMTP_MAIL_FROM: "from", SMTP_RCPT_TO: "to" },
  sip: { SIP_CALL_ID: "callId", SIP_CALLING_PARTY: "from", SIP_CALLED_PARTY: "to", SIP_RTP_CODECS: "codecs" },
  dhcp: { DHCP_CLIENT_NAME: "hostname" },
  bittorrent: { BITTORRENT_HASH: "hash" },
  nat: { POST_NAT_SRC_IPV4_ADDR: "srcIp", POST_NAT_DST_IPV4_ADDR: "dstIp", POST_NAT_SRC_TRANSPORT_PORT: "srcPort", POST_NAT_DST_TRANSPORT_PORT: "dstPort" },
  wifi: { WLAN_SSID: "ssid", WTP_MAC_ADDRESS: "accessPoint" },
  clientProcess: {
    SRC_PROC_PID: "pid", SRC_PROC_NAME: "name", SRC_PROC_USER_NAME: "user", SRC_PROC_UID: "uid", SRC_PROC_PKG_NAME: "package", SRC_PROC_CMDLINE: "command", SRC_PROC_CONTAINER_ID: "container",
    SRC_FATHER_PROC_PID: "parentPid", SRC_FATHER_PROC_NAME: "parentName", SRC_FATHER_PROC_PKG_NAME: "parentPackage", SRC_FATHER_PROC_UID: "parentUid", SRC_FATHER_PROC_USER_NAME: "parentUser",
  },
  serverProcess: {
    DST_PROC_PID: "pid", DST_PROC_NAME: "name", DST_PROC_USER_NAME: "user", DST_PROC_UID: "uid", DST_PROC_PKG_NAME: "package", DST_PROC_CMDLINE: "command", DST_PROC_CONTAINER_ID: "container",
    DST_FATHER_PROC_PID: "parentPid", DST_FATHER_PROC_NAME: "parentName", DST_FATHER_PROC_PKG_NAME: "parentPackage", DST_FATHER_PROC_UID: "parentUid", DST_FATHER_PROC_USER_NAME: "parentUser",
  },
  probe: {
    NPROBE_INSTANCE_NAME: "instance", FLOW_SOURCE: "flowSource", FLOW_VERDICT: "verdict", FLOW_END_REASON: "endReason", L7_ERROR_CODE: "errorCode", L7_CONFIDENCE: "confidence",
    L7_RISK_INFO: "riskInfo", L7_PROTO_RISK_NAME: "riskNames", PROFILE: "profile",
  },
  tcp: { TCP_WIN_MAX_IN: "maxWindowToServer", TCP_WIN_MAX_OUT: "maxWindowToClient" },
  fragments: { SRC_FRAGMENTS: "toServer", DST_FRAGMENTS: "toClient" },
  as: { BGP_NEXT_ADJACENT_ASN: "nextAdjacent", BGP_PREV_ADJACENT_ASN: "previousAdjacent" },
}

export const detailOfCode: ReadonlyMap<number, { readonly record: string; readonly field: string }> = new Map(
  Object.entries(details).flatMap(([record, fields]) => Object.entries(fields).map(([label, field]) => [codeOf(label), { record, field }] as const)),
)
