// Autonomous systems whose addresses serve one application: the last resort of naming a flow. Facts of the public registries
// (whois of RIPE, ARIN, APNIC); networks that host anybody's servers are named after the cloud.

export interface AsnProtocolFact {
  readonly protocol: string
  readonly asns: readonly number[]
  /** Only on these server ports: the network belongs to a company with several applications. */
  readonly ports?: readonly number[]
  /** Its servers speak a protocol of their own even on ports of others (443): its name counts more than the port's. */
  readonly speaksItsOwn?: boolean
}

export const asnProtocolFacts: readonly AsnProtocolFact[] = [
  { protocol: "Telegram", asns: [59930, 62014, 62041, 44907, 211157], speaksItsOwn: true },
  { protocol: "WhatsApp", asns: [32934], ports: [5222, 5223, 5228, 5242], speaksItsOwn: true },
  { protocol: "Google", asns: [15169, 36040, 43515, 36561, 19527] },
  { protocol: "GoogleCloud", asns: [396982, 139070] },
  { protocol: "Facebook", asns: [32934, 63293, 54115] },
  { protocol: "AmazonAWS", asns: [16509, 14618, 7224, 8987] },
  { protocol: "Azure", asns: [8075, 8068, 8069, 12076] },
  { protocol: "Apple", asns: [714, 6185, 2709] },
  { protocol: "Cloudflare", asns: [13335, 209242, 14789] },
  { protocol: "Twitter", asns: [13414, 35995, 63179] },
  { protocol: "NetFlix", asns: [2906, 40027, 55095] },
  { protocol: "Dropbox", asns: [19679, 62190] },
  { protocol: "Github", asns: [36459] },
  { protocol: "LinkedIn", asns: [14413, 20049] },
  { protocol: "Alibaba", asns: [45102, 37963, 34947] },
  { protocol: "Tencent", asns: [132203, 45090, 132591, 133478] },
  { protocol: "HuaweiCloud", asns: [136907, 55990] },
  { protocol: "Line", asns: [38631] },
  { protocol: "KakaoTalk", asns: [38099, 10158] },
  { protocol: "Webex", asns: [13445, 16472] },
  { protocol: "Zoom", asns: [30103] },
  { protocol: "Bloomberg", asns: [10361, 26103, 17228] },
  { protocol: "Salesforce", asns: [14340] },
  { protocol: "Yandex", asns: [13238, 200350, 208722] },
  { protocol: "VK", asns: [47541, 47542, 47764] },
  { protocol: "Steam", asns: [32590] },
  { protocol: "RiotGames", asns: [6507] },
  { protocol: "Roblox", asns: [22697] },
  { protocol: "Twitch", asns: [46489] },
  { protocol: "Edgecast", asns: [15133] },
  { protocol: "OpenDNS", asns: [36692] },
  { protocol: "Wikipedia", asns: [14907] },
  { protocol: "TikTok", asns: [138699, 396986] },
  { protocol: "eBay", asns: [11643] },
  { protocol: "Mullvad", asns: [39351] },
  { protocol: "AVAST", asns: [198605] },
  { protocol: "ProtonVPN", asns: [62371, 209103, 199218] },
]
