// The columns of a flow: one row here is all that a column needs.
// `client` opened the flow, `server` answered; `ToServer` = sent by the client, `ToClient` = sent by the server.
import type { Column, RowOf } from "./column.ts"

export const tunnelKinds = ["none", "gre", "gtp-u", "vxlan", "tzsp", "capwap", "geneve", "l2tp", "teredo", "ip-in-ip", "erspan"] as const
export const sourceKinds = ["packets", "netflow5", "netflow9", "ipfix", "sflow", "zmq", "eve", "syslog", "nfcapd", "zeek"] as const
export const confidences = ["none", "port", "address", "correlation", "content-partial", "content", "user-rule"] as const
export const locations = ["remote", "local", "multicast", "broadcast"] as const
export const tcpStates = ["none", "syn-sent", "syn-received", "established", "closing", "closed", "reset", "midstream"] as const
export const endReasons = ["active", "idle", "tcp-fin", "tcp-reset", "evicted", "shutdown", "exporter"] as const
export const breeds = ["unrated", "safe", "acceptable", "fun", "unsafe", "potentially_dangerous", "dangerous", "tracker_ads"] as const

export const flowColumns = [
  // ── when and where seen
  { id: "flowId", type: "text", label: "Flow id", group: "flow", help: "Identity of the flow on its interface; slices of one long flow share it.", sql: "UInt64 CODEC(T64, ZSTD)" },
  { id: "firstSeenMs", type: "timeMs", label: "First seen", group: "time", help: "Time of the first packet (of this slice, in history).", sql: "DateTime64(3) CODEC(Delta, ZSTD)", aliases: ["start", "first"] },
  { id: "lastSeenMs", type: "timeMs", label: "Last seen", group: "time", help: "Time of the last packet.", sql: "DateTime64(3) CODEC(Delta, ZSTD)", aliases: ["end", "last"], shown: true },
  { id: "durationMs", type: "integer", label: "Duration", group: "time", help: "Last seen minus first seen, in milliseconds.", sqlFrom: "toUInt64(toUnixTimestamp64Milli(lastSeenMs) - toUnixTimestamp64Milli(firstSeenMs))", aliases: ["duration"], shown: true },
  { id: "interface", type: "text", label: "Interface", group: "flow", help: "The traffic source as the user names it.", sql: "LowCardinality(String)", aliases: ["iface"] },
  { id: "source", type: "enum", values: sourceKinds, label: "Source", group: "flow", help: "How the flow was observed: from packets or by which export protocol.", sql: "UInt8" },
  { id: "exporter", type: "ip", nullable: true, label: "Exporter", group: "export", help: "Address of the device that exported the flow (RFC 7011).", sql: "IPv6" },
  { id: "observationDomain", type: "integer", nullable: true, label: "Observation domain", group: "export", help: "Observation domain id of the exporter (RFC 7011).", sql: "UInt32" },
  { id: "inIfIndex", type: "integer", nullable: true, label: "In if", group: "export", help: "SNMP index of the exporter's ingress interface.", sql: "UInt32" },
  { id: "outIfIndex", type: "integer", nullable: true, label: "Out if", group: "export", help: "SNMP index of the exporter's egress interface.", sql: "UInt32" },
  { id: "samplingRate", type: "integer", label: "Sampling", group: "export", help: "One packet in this many was observed; counters are already scaled.", sql: "UInt32" },
  { id: "observedBytes", type: "bytes", nullable: true, label: "Observed bytes", group: "export", help: "Bytes of the packets that were really observed, before scaling by the sampling rate; null for packets seen here.", sql: "UInt64 CODEC(T64, ZSTD)" },
  { id: "observedPackets", type: "integer", nullable: true, label: "Observed packets", group: "export", help: "Packets that were really observed, before scaling by the sampling rate; null for packets seen here.", sql: "UInt64 CODEC(T64, ZSTD)" },
  { id: "nextHop", type: "ip", nullable: true, label: "Next hop", group: "export", help: "IP or BGP next hop of the client's packets, as the exporter says.", sql: "IPv6" },
  { id: "vrf", type: "integer", nullable: true, label: "VRF", group: "export", help: "Ingress VRF id, as the exporter says.", sql: "UInt32" },
  // ── who
  { id: "ipVersion", type: "integer", label: "IP", group: "who", help: "IP version, 4 or 6; 0 for non-IP.", sql: "UInt8", aliases: ["ipv"] },
  { id: "ipProtocol", type: "integer", label: "L4 number", group: "who", help: "IP protocol number: 6 TCP, 17 UDP, ...", sql: "UInt8", aliases: ["proto"] },
  { id: "l4", type: "text", label: "L4", group: "who", help: "Name of the IP protocol.", shown: true },
  { id: "client", type: "ip", label: "Client", group: "who", help: "Address of the side that opened the flow.", sql: "IPv6", aliases: ["src", "clientIp"], shown: true },
  { id: "clientPort", type: "port", label: "Client port", group: "who", help: "Port of the client; 0 without ports.", sql: "UInt16", aliases: ["srcPort"], shown: true },
  { id: "server", type: "ip", label: "Server", group: "who", help: "Address of the side that answered.", sql: "IPv6", aliases: ["dst", "serverIp"], shown: true },
  { id: "serverPort", type: "port", label: "Server port", group: "who", help: "Port of the server; 0 without ports.", sql: "UInt16", aliases: ["dstPort", "port"], shown: true },
  { id: "clientName", type: "text", nullable: true, label: "Client name", group: "who", help: "Best known name of the client host (in history: at the time the flow was stored).", sql: "LowCardinality(String)", shown: true },
  { id: "serverName", type: "text", nullable: true, label: "Server name", group: "who", help: "Best known name of the server host (in history: at the time the flow was stored).", sql: "LowCardinality(String)", shown: true },
  { id: "vlan", type: "integer", label: "VLAN", group: "who", help: "Innermost 802.1Q VLAN id, 0 = untagged.", sql: "UInt16" },
  { id: "tunnel", type: "enum", values: tunnelKinds, label: "Tunnel", group: "who", help: "Tunnel that the flow was unwrapped from.", sql: "UInt8" },
  { id: "clientMac", type: "mac", nullable: true, label: "Client MAC", group: "who", help: "Source MAC of the client's frames.", sql: "UInt64 CODEC(ZSTD)" },
  { id: "serverMac", type: "mac", nullable: true, label: "Server MAC", group: "who", help: "Source MAC of the server's frames (often a router).", sql: "UInt64 CODEC(ZSTD)" },
  { id: "communityId", type: "text", label: "Community ID", group: "who", help: "Community ID v1 (seed 0) of the flow." },
  // ── how much
  { id: "bytes", type: "bytes", label: "Bytes", group: "volume", help: "Bytes on the wire, both directions, link layer included.", sqlFrom: "bytesToServer + bytesToClient", aliases: ["traffic"], shown: true },
  { id: "bytesToServer", type: "bytes", label: "Bytes →", group: "volume", help: "Bytes sent by the client.", sql: "UInt64 CODEC(T64, ZSTD)" },
  { id: "bytesToClient", type: "bytes", label: "Bytes ←", group: "volume", help: "Bytes sent by the server.", sql: "UInt64 CODEC(T64, ZSTD)" },
  { id: "packets", type: "integer", label: "Packets", group: "volume", help: "Packets in both directions.", sqlFrom: "packetsToServer + packetsToClient" },
  { id: "packetsToServer", type: "integer", label: "Packets →", group: "volume", help: "Packets sent by the client.", sql: "UInt64 CODEC(T64, ZSTD)" },
  { id: "packetsToClient", type: "integer", label: "Packets ←", group: "volume", help: "Packets sent by the server.", sql: "UInt64 CODEC(T64, ZSTD)" },
  { id: "payloadToServer", type: "bytes", label: "Payload →", group: "volume", help: "Transport payload bytes sent by the client (goodput before retransmissions are taken off).", sql: "UInt64 CODEC(T64, ZSTD)" },
  { id: "payloadToClient", type: "bytes", label: "Payload ←", group: "volume", help: "Transport payload bytes sent by the server.", sql: "UInt64 CODEC(T64, ZSTD)" },
  { id: "bitsPerSecond", type: "integer", label: "Throughput", group: "volume", help: "Bits per second now (live), or over its duration (history).", sqlFrom: "toUInt64(8000. * (bytesToServer + bytesToClient) / greatest(1, toUnixTimestamp64Milli(lastSeenMs) - toUnixTimestamp64Milli(firstSeenMs)))", shown: true },
  // ── what
  { id: "app", type: "text", label: "Application", group: "what", help: "Master.App, for example TLS.Netflix.", sql: "LowCardinality(String)", aliases: ["application", "l7"], shown: true },
  { id: "masterProtocolId", type: "integer", label: "Master id", group: "what", help: "Number of the carrying protocol (TLS, HTTP, DNS, ...).", sql: "UInt16" },
  { id: "appProtocolId", type: "integer", label: "App id", group: "what", help: "Number of the application on top.", sql: "UInt16" },
  { id: "category", type: "text", label: "Category", group: "what", help: "Traffic category of the application.", sql: "LowCardinality(String)" },
  { id: "breed", type: "enum", values: breeds, label: "Breed", group: "what", help: "How acceptable the application is.", sql: "UInt8" },
  { id: "confidence", type: "enum", values: confidences, label: "Confidence", group: "what", help: "How the application was found: by content, by correlation, by address, by port guess, not at all.", sql: "UInt8" },
  { id: "encrypted", type: "boolean", label: "Encrypted", group: "what", help: "The application's payload is encrypted.", sql: "UInt8" },
  { id: "hostname", type: "text", nullable: true, label: "Asked name", group: "what", help: "The name that the client asked for: TLS SNI, HTTP Host, DNS question.", sql: "String CODEC(ZSTD(3))", aliases: ["host", "sni", "domain"], shown: true },
  { id: "info", type: "text", nullable: true, label: "Info", group: "what", help: "The most telling fact of the flow: URL, DNS answer, user, file.", sql: "String CODEC(ZSTD(3))", shown: true },
  { id: "metadata", type: "json", label: "Metadata", group: "what", help: "Typed protocol records (tls, http, dns, ssh, quic, ...) as extracted.", sql: "String CODEC(ZSTD(3))" },
  { id: "ja4", type: "text", nullable: true, label: "JA4", group: "what", help: "JA4 fingerprint of the TLS or QUIC client.", sql: "LowCardinality(String)" },
  // ── how well
  { id: "tcpState", type: "enum", values: tcpStates, label: "TCP state", group: "quality", help: "State of the TCP connection.", sql: "UInt8" },
  { id: "tcpFlagsToServer", type: "integer", label: "Flags →", group: "quality", help: "TCP flags seen from the client, ORed.", sql: "UInt8" },
  { id: "tcpFlagsToClient", type: "integer", label: "Flags ←", group: "quality", help: "TCP flags seen from the server, ORed.", sql: "UInt8" },
  { id: "clientRttUs", type: "durationUs", nullable: true, label: "Client RTT", group: "quality", help: "Client-side network round trip from the TCP handshake (SYN-ACK to ACK), microseconds.", sql: "UInt32" },
  { id: "serverRttUs", type: "durationUs", nullable: true, label: "Server RTT", group: "quality", help: "Server-side network round trip from the TCP handshake (SYN to SYN-ACK), microseconds.", sql: "UInt32" },
  { id: "appLatencyUs", type: "durationUs", nullable: true, label: "App latency", group: "quality", help: "First request to first answer, less the network's part, microseconds.", sql: "UInt32" },
  { id: "retransmissionsToServer", type: "integer", label: "Retr. →", group: "quality", help: "TCP segments sent again by the client.", sql: "UInt32" },
  { id: "retransmissionsToClient", type: "integer", label: "Retr. ←", group: "quality", help: "TCP segments sent again by the server.", sql: "UInt32" },
  { id: "outOfOrderToServer", type: "integer", label: "OOO →", group: "quality", help: "TCP segments of the client that came out of order.", sql: "UInt32" },
  { id: "outOfOrderToClient", type: "integer", label: "OOO ←", group: "quality", help: "TCP segments of the server that came out of order.", sql: "UInt32" },
  { id: "lostToServer", type: "integer", label: "Lost →", group: "quality", help: "TCP segments of the client missing at the observation point.", sql: "UInt32" },
  { id: "lostToClient", type: "integer", label: "Lost ←", group: "quality", help: "TCP segments of the server missing at the observation point.", sql: "UInt32" },
  { id: "zeroWindowToServer", type: "integer", label: "Zero win →", group: "quality", help: "Zero-window advertisements of the client.", sql: "UInt16" },
  { id: "zeroWindowToClient", type: "integer", label: "Zero win ←", group: "quality", help: "Zero-window advertisements of the server.", sql: "UInt16" },
  { id: "ttlToServer", type: "integer", nullable: true, label: "TTL →", group: "quality", help: "Lowest TTL or hop limit seen from the client.", sql: "UInt8" },
  { id: "ttlToClient", type: "integer", nullable: true, label: "TTL ←", group: "quality", help: "Lowest TTL or hop limit seen from the server.", sql: "UInt8" },
  { id: "dscpToServer", type: "integer", label: "DSCP →", group: "quality", help: "Differentiated services code point of the client's packets (RFC 2474).", sql: "UInt8", aliases: ["dscp"] },
  { id: "dscpToClient", type: "integer", label: "DSCP ←", group: "quality", help: "Differentiated services code point of the server's packets.", sql: "UInt8" },
  { id: "interArrivalAvgUs", type: "durationUs", nullable: true, label: "Inter-arrival", group: "quality", help: "Mean time between packets, microseconds.", sql: "UInt32" },
  { id: "entropy", type: "ratio", nullable: true, label: "Entropy", group: "quality", help: "Shannon entropy of the first payload bytes divided by 8; on request (--entropy)." },
  // ── how well a call's media came: of the streams that one side sends, as they pass here
  { id: "mediaType", type: "text", nullable: true, label: "Media", group: "call", help: "What its RTP streams carry, over the whole flow: audio, video, screen.", sql: "LowCardinality(String)", aliases: ["media"] },
  { id: "rtpCodec", type: "text", nullable: true, label: "Codec", group: "call", help: "Codecs of its RTP streams, where the payload type or a session description tells them.", sql: "LowCardinality(String)", aliases: ["codec"] },
  { id: "jitterToServerUs", type: "durationUs", nullable: true, label: "Jitter →", group: "call", help: "Interarrival jitter (RFC 3550) of the media that the client sends, microseconds; mean of its streams by packets.", sql: "UInt32", aliases: ["jitterToServer"] },
  { id: "jitterToClientUs", type: "durationUs", nullable: true, label: "Jitter ←", group: "call", help: "Interarrival jitter (RFC 3550) of the media that the server sends, microseconds; mean of its streams by packets.", sql: "UInt32", aliases: ["jitterToClient"] },
  { id: "rtpLossToServer", type: "ratio", nullable: true, label: "RTP loss →", group: "call", help: "Part of the client's RTP packets that is missing here, over the whole flow.", sql: "UInt16", sqlScale: 10_000 },
  { id: "rtpLossToClient", type: "ratio", nullable: true, label: "RTP loss ←", group: "call", help: "Part of the server's RTP packets that is missing here, over the whole flow.", sql: "UInt16", sqlScale: 10_000 },
  { id: "mosToServer", type: "decimal", nullable: true, label: "MOS →", group: "call", help: "How the client's speech sounds, 1 (bad) to 4.5 (excellent): estimated from loss, jitter and codec (ITU-T G.107).", sql: "UInt16", sqlScale: 100 },
  { id: "mosToClient", type: "decimal", nullable: true, label: "MOS ←", group: "call", help: "How the server's speech sounds, 1 (bad) to 4.5 (excellent): estimated from loss, jitter and codec (ITU-T G.107).", sql: "UInt16", sqlScale: 100 },
  // ── where
  { id: "clientLocation", type: "enum", values: locations, label: "Client is", group: "where", help: "Local (in -m), remote, multicast or broadcast.", sql: "UInt8" },
  { id: "serverLocation", type: "enum", values: locations, label: "Server is", group: "where", help: "Local (in -m), remote, multicast or broadcast.", sql: "UInt8" },
  { id: "clientCountry", type: "text", nullable: true, label: "Client country", group: "where", help: "ISO 3166 code of the client's address.", sql: "LowCardinality(String)" },
  { id: "serverCountry", type: "text", nullable: true, label: "Server country", group: "where", help: "ISO 3166 code of the server's address.", sql: "LowCardinality(String)", aliases: ["country"] },
  { id: "clientAsn", type: "integer", nullable: true, label: "Client ASN", group: "where", help: "Autonomous system of the client's address.", sql: "UInt32 CODEC(T64, ZSTD)" },
  { id: "serverAsn", type: "integer", nullable: true, label: "Server ASN", group: "where", help: "Autonomous system of the server's address.", sql: "UInt32 CODEC(T64, ZSTD)", aliases: ["asn"] },
  { id: "clientNetwork", type: "text", nullable: true, label: "Client network", group: "where", help: "Local network (-m) of the client.", sql: "LowCardinality(String)" },
  { id: "serverNetwork", type: "text", nullable: true, label: "Server network", group: "where", help: "Local network (-m) of the server.", sql: "LowCardinality(String)", aliases: ["network"] },
  // ── what is wrong, how it ended
  { id: "risks", type: "list", label: "Risks", group: "risk", help: "What the engine saw wrong in the flow, muted risks left out.", sql: "UInt64 CODEC(T64, ZSTD)", aliases: ["risk"] },
  { id: "mutedRisks", type: "list", label: "Muted risks", group: "risk", help: "Risks that a mute takes out of risks and score; the reason stands with the flow.", sql: "UInt64 CODEC(T64, ZSTD)" },
  { id: "score", type: "integer", label: "Score", group: "risk", help: "How bad: sum of the scores of its risks, muted ones left out.", sql: "UInt16", shown: true },
  { id: "endReason", type: "enum", values: endReasons, label: "Ended by", group: "flow", help: "Why this record was written: still active (a slice), idle, closed, evicted.", sql: "UInt8" },
] as const satisfies readonly Column[]

export type FlowColumnId = (typeof flowColumns)[number]["id"]
/** One flow as JSON: what the API, the WebSocket and `analyze` show. */
export type FlowRow = RowOf<typeof flowColumns>
