// What dissectors learn, one typed record per protocol. Names follow the RFC or the field; absent or
// undefined = not seen.
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

// Records that most flows have are made with all their usual fields at once: what reads them meets one shape of object, and no field
// that comes later moves the others to more memory. Fields that are rare are added by whoever finds them.

export function newMetadata(): Metadata {
  return { tls: undefined, http: undefined, dns: undefined, quic: undefined }
}

export function tlsRecordOf(metadata: Metadata): TlsRecord {
  return (metadata.tls ??= {
    version: undefined, supportedVersions: undefined, cipher: undefined, alpn: undefined, negotiatedAlpn: undefined, ja3: undefined, ja3s: undefined, ja4: undefined,
    offered: undefined, hasServerName: undefined, subject: undefined, issuer: undefined, serverNames: undefined, certificateSha1: undefined,
    notBeforeMs: undefined, notAfterMs: undefined,
  })
}

export function httpRecordOf(metadata: Metadata): HttpRecord {
  return (metadata.http ??= {
    method: undefined, url: undefined, path: undefined, host: undefined, userAgent: undefined, os: undefined, referer: undefined, requestContentType: undefined,
    version: undefined, status: undefined, server: undefined, contentType: undefined, contentLength: undefined,
  })
}

export function dnsRecordOf(metadata: Metadata): DnsRecord {
  return (metadata.dns ??= {
    query: undefined, queryType: undefined, queryTypeName: undefined, questionCount: undefined, answerCount: undefined, queries: undefined,
    replies: undefined, replyCode: undefined, answers: undefined, answerType: undefined, answerAddress: undefined,
  })
}

/** How many of a record's fields, or of a flow's records, are there. */
export function countPresent(record: Readonly<Record<string, unknown>>): number {
  let present = 0
  for (const name in record) if (record[name] !== undefined) present++
  return present
}
