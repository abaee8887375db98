// Elements of vendors, as far as they are public: enterprise number, then "id name type" like iana.ts. In NetFlow v9 Cisco's are the
// numbers from 32768 on (40005 = 9.7237), nProbe's those from 57472 on.
import { CERT, CISCO, FORTINET, HUAWEI, IANA, JUNIPER, NETSCALER, NPROBE, PALO_ALTO, VMWARE } from "../element-key.ts"
import { nprobeElements } from "./nprobe.ts"

export const enterpriseNames: Readonly<Record<number, string>> = {
  [IANA]: "IANA", 29305: "reverse", [CISCO]: "Cisco", [NPROBE]: "nProbe", [CERT]: "CERT", [VMWARE]: "VMware", [JUNIPER]: "Juniper", [PALO_ALTO]: "Palo Alto", [FORTINET]: "Fortinet", [HUAWEI]: "Huawei", [NETSCALER]: "NetScaler",
  14988: "MikroTik", 10704: "Barracuda", 8741: "SonicWall", 3054: "Ixia", 6321: "CACE", 2620: "Check Point", 637: "Nokia", 25506: "H3C", 30065: "Arista", 47729: "Silver Peak", 41181: "Cisco Meraki", 5771: "Ziften", 4413: "Broadcom", 44913: "Sophos",
}

/** Secure event logging of firewalls (NSEL), application visibility (AVC). */
const cisco = `
232 ingressAclId o
233 egressAclId o
234 fwExtEvent u16
7232 userName s
7233 xlateSourceIPv4Address ip4
7234 xlateDestinationIPv4Address ip4
7235 xlateSourcePort u16
7236 xlateDestinationPort u16
7237 firewallEvent u8
9268 artClientRetransmissionsPackets u32
9292 artResponses u32
9303 artLateResponses u32
9306 artServerResponseTimeSum u32
9313 artNetworkTimeSum u32
9316 artClientNetworkTimeSum u32
9319 artServerNetworkTimeSum u32
9357 uriStatistics s
12232 applicationCategoryName s
12233 applicationSubCategoryName s
12234 applicationGroupName s
12235 subApplicationValue o
12236 clientIPv4Address ip4
12237 serverIPv4Address ip4
12238 clientIPv6Address ip6
12239 serverIPv6Address ip6
12240 clientTransportPort u16
12241 serverTransportPort u16
12242 connectionId u32
12243 applicationTrafficClassName s
12244 applicationBusinessRelevance s`

const vmware = `
880 tenantProtocol u8
881 tenantSourceIPv4 ip4
882 tenantDestIPv4 ip4
883 tenantSourceIPv6 ip6
884 tenantDestIPv6 ip6
885 tenantSourcePort u16
886 tenantDestPort u16
887 egressInterfaceAttr u16
888 vxlanExportRole u8
889 ingressInterfaceAttr u16
890 virtualObsID s`

const cert = `
14 initialTCPFlags u8
15 unionTCPFlags u8
18 payload o
21 reverseFlowDeltaMilliseconds u32
33 silkAppLabel u16
35 payloadEntropy u8
36 osName s
37 osVersion s
110 httpServerString s
111 httpUserAgent s
112 httpGet s
113 httpConnection s
114 httpVersion s
115 httpReferer s
116 httpLocation s
117 httpHost s
118 httpContentLength s
120 httpAccept s
122 httpContentType s
123 httpResponse s
174 dnsQueryResponse u8
175 dnsQRType u16
177 dnsNXDomain u8
178 dnsRRSection u8
179 dnsQName s
186 sslCipher u32
187 sslClientVersion u8
190 sslServerCipher u32
294 sslServerName s
16398 reverseInitialTCPFlags u8
16399 reverseUnionTCPFlags u8`

const paloAlto = `
56701 appId s
56702 userId s`

const fortinet = `
100 fgtAppId u32`

const juniper = `
137 juniperCommonPropertiesId o`

const netscaler = `
128 netscalerRoundTripTime u32
129 netscalerTransactionId u32
130 netscalerHttpReqUrl s
131 netscalerHttpReqCookie s
132 netscalerFlowFlags u64
133 netscalerConnectionId u32
140 netscalerHttpReqReferer s
141 netscalerHttpReqMethod s
142 netscalerHttpReqHost s
143 netscalerHttpReqUserAgent s
144 netscalerHttpRspStatus u16
145 netscalerHttpRspLen u64`

export const enterpriseElements: readonly (readonly [enterprise: number, lines: string])[] = [
  [CISCO, cisco], [VMWARE, vmware], [CERT, cert], [PALO_ALTO, paloAlto], [FORTINET, fortinet], [JUNIPER, juniper], [NETSCALER, netscaler], [NPROBE, nprobeElements],
]
