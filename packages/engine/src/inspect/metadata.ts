// What dissectors learn, one typed record per protocol. Names follow the RFC or the field; absent = not seen.
// All text has been validated (see bytes/text.ts): printable, bounded, never trusted as HTML, SQL or shell.

export interface TlsRecord {
  version?: string; supportedVersions?: string; cipher?: string; alpn?: string; negotiatedAlpn?: string
  ja3?: string; ja3s?: string; ja4?: string
  subject?: string; issuer?: string; serverNames?: string; certificateSha1?: string
  notBeforeMs?: number; notAfterMs?: number; ech?: boolean; sessionResumed?: boolean
  /** Best version that the client offers; its hello names a server. */
  offered?: string; hasServerName?: boolean; echVersion?: string; esni?: string; esniCipher?: string
  [field: string]: unknown
}
export interface HttpRecord {
  method?: string; url?: string; host?: string; userAgent?: string; status?: number; contentType?: string; requestContentType?: string
  server?: string; referer?: string; filename?: string; username?: string; version?: string; nextHop?: string
  [field: string]: unknown
}
export interface DnsRecord {
  query?: string; queryType?: number; queryTypeName?: string; replyCode?: number; answers?: string[]; queries?: number; replies?: number
  [field: string]: unknown
}
export interface SshRecord { clientVersion?: string; serverVersion?: string; hasshClient?: string; hasshServer?: string; [field: string]: unknown }
export interface QuicRecord { version?: string; userAgent?: string; [field: string]: unknown }

/** Open to new protocols: a dissector adds its record under its own name. */
export interface Metadata {
  tls?: TlsRecord
  http?: HttpRecord
  dns?: DnsRecord
  ssh?: SshRecord
  quic?: QuicRecord
  [protocol: string]: Record<string, unknown> | undefined
}
