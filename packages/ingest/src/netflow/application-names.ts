// Names that exporters give applications (NBAR2, nProbe, PAN-OS, ...) and ours. Ours are tried first, spelling apart.
import { protocolByName, protocols } from "@netweir/model"

export interface RecordApplication {
  /** Numbers of model's protocols, 0 = not told. */
  readonly master: number
  readonly app: number
  /** As the exporter spells it, when it is none of ours. */
  readonly name?: string
}

/** Theirs, spelled as `plain` does, to ours. */
const ALIASES: Readonly<Record<string, string>> = {
  ssl: "TLS", securehttp: "TLS", https: "TLS", webbrowsing: "HTTP", http2: "HTTP2", ftp: "FTP_CONTROL", ftpdata: "FTP_DATA", secureftp: "FTPS", securesmtp: "SMTPS", secureimap: "IMAPS", securepop3: "POPS",
  netbiosns: "NetBIOS", netbiosdgm: "NetBIOS", netbiosssn: "NetBIOS", cifs: "SMBv23", smb: "SMBv23", msds: "SMBv23", mssmb: "SMBv23", msrpc: "DCERPC", msrdp: "RDP", rdp: "RDP", mswbt: "RDP", vnchttp: "VNC",
  kerberos: "Kerberos", ldap: "LDAP", secureldap: "LDAP", sqlserver: "MsSQL-TDS", mssqldb: "MsSQL-TDS", oraclesqlnet: "Oracle", dhcpv6: "DHCPV6", "6to4": "IP_in_IP", ipsecespudp: "IPSec", ike: "IPSec", isakmp: "IPSec",
  googleservices: "Google", googlebase: "Google", facebookbase: "Facebook", youtubebase: "YouTube", twitterbase: "Twitter", whatsappbase: "WhatsApp", netflixbase: "NetFlix", netflixstreaming: "NetFlix", netflix: "NetFlix",
  msteams: "Teams", msteamsaudio: "Teams", msteamsvideo: "Teams", msteamsmedia: "Teams", microsoftteams: "Teams", webexmeeting: "Webex", webexmedia: "Webex", ciscospark: "Webex", zoommeetings: "Zoom", office365: "Microsoft365", msoffice365: "Microsoft365",
  outlookwebservice: "Outlook", msupdate: "WindowsUpdate", windowsupdate: "WindowsUpdate", appleappstore: "AppleStore", itunes: "AppleiTunes", icloud: "AppleiCloud", appleservices: "Apple", amazonwebservices: "AmazonAWS", amazonaws: "AmazonAWS",
  spotifybase: "Spotify", bittorrentnetworking: "BitTorrent", skypeaudio: "Skype_Teams", ping: "ICMP", icmpv6: "ICMPV6", ipv6icmp: "ICMPV6", googlemeet: "GoogleMeet", gotomeeting: "GoTo", dropboxbase: "Dropbox", gmailbase: "GMail", rtpaudio: "RTP", rtpvideo: "RTP",
}

const plainNames = new Map<string, number>()
for (const { id, name } of protocols) if (!plainNames.has(plain(name))) plainNames.set(plain(name), id)

function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, "")
}

/** Null when it means none of ours. "TLS.NetFlix" tells both, "dns" a protocol, "netflix" an application over whatever. */
export function applicationByName(name: string): RecordApplication | null {
  const dot = name.indexOf(".")
  if (dot > 0) {
    const master = protocolOf(name.slice(0, dot))
    const app = protocolOf(name.slice(dot + 1))
    if (master !== 0 && app !== 0) return { master, app }
  }
  const id = protocolOf(name)
  if (id === 0) return null
  return { master: carriers.has(id) ? id : 0, app: id }
}

/** Found by their content: they are what runs on the wire, not something over it. */
const carriers = new Set(protocols.filter(({ foundBy }) => foundBy === "dissector").map(({ id }) => id))

function protocolOf(name: string): number {
  const exact = protocolByName(name)
  if (exact !== undefined) return exact.id
  const spelled = plain(name)
  return plainNames.get(spelled) ?? protocolByName(ALIASES[spelled] ?? "")?.id ?? 0
}

/** For the test that each alias leads somewhere. */
export const aliases = ALIASES
