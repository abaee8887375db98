// Risks of an HTTP exchange, told by its record when inspection is through with it. (Credentials, numeric hosts, error codes and bodies
// are seen by the dissector itself.)
import { remembered } from "../bytes/remembered.ts"
import type { HttpRecord } from "../inspect/metadata.ts"
import { injectionIn } from "./injections.ts"
import { randomness } from "./random-text.ts"

export interface HttpFacts {
  readonly http: HttpRecord
  readonly serverIp: string
  /** Well-known update services deliver programs all day. */
  readonly isUpdateService: boolean
}
interface HttpRisk {
  readonly key: string
  /** Evidence when it is so, else null. */
  readonly when: (facts: HttpFacts) => string | null
}

const SHORT_AGENT = 4
const LONG_AGENT = 256
const RANDOM_AGENT_CHARACTERS = 12

/** Template characters, shell functions (CVE-2014-6271), a bare address, punctuation only, letters drawn at random. */
const oddUserAgent = remembered((agent: string): string | null => {
  if (agent.length <= SHORT_AGENT) return "very short"
  if (agent.length > LONG_AGENT) return "very long"
  if (/[{}$<]|%[0-9a-f]{2}|^https?:\/\//i.test(agent)) return "odd characters"
  if (!/[a-z0-9]/i.test(agent)) return "no letters"
  if (agent.length >= RANDOM_AGENT_CHARACTERS && /^[a-z]+$/i.test(agent) && hasMixedCase(agent) && randomness(agent) > 0.2) return "random letters"
  return null
})
const isBot = remembered((agent: string) => /\b\w*(?:bot|crawler|spider|slurp|archiver)\b/i.test(agent))

/** Case changes in the middle of words, more than names of programs have. */
function hasMixedCase(text: string): boolean {
  let changes = 0
  for (let i = 1; i < text.length; i++) if ((text.charCodeAt(i) & 32) !== (text.charCodeAt(i - 1) & 32)) changes++
  return changes * 3 > text.length
}

const executableType = /^application\/(?:x-)?(?:msdownload|msdos-program|dosexec|ms-dos-executable|executable|elf|sharedlib|mach-binary|java-vm|java-archive|vnd\.(?:microsoft\.portable-executable|android\.package-archive)|msi|exe|winexe|bat)$/i
const dataType = /^(?:application\/(?:octet-stream|x-octet-stream|zip|x-rar(?:-compressed)?|x-7z-compressed|x-iso9660-image|x-cab)|binary\/octet-stream)$/i
const executableName = /\.(?:exe|dll|scr|msi|com|pif|sys|cpl|elf|apk|dmg|jar|bat|cmd|ps1|vbs|deb|rpm)$/i

/** Headers in which simple bots describe the machine they sit on. The dissector notes their names. */
export const suspiciousHeaders: ReadonlySet<string> = new Set(["arch", "cores", "mem", "os", "osname", "osversion", "root", "s", "tls_version", "uuid", "x-hire-me"])

function olderThan(version: readonly string[], major: number, minor: number): boolean {
  const have = Number(version[1])
  return have < major || (have === major && Number(version[2]) < minor)
}

export const httpRisks: readonly HttpRisk[] = [
  { key: "http_suspicious_user_agent", when: ({ http }) => { const why = http.userAgent ? oddUserAgent(http.userAgent) : null; return why === null ? null : `User-Agent ${why}: ${http.userAgent}` } },
  { key: "http_crawler_bot", when: ({ http }) => (http.userAgent !== undefined && isBot(http.userAgent) ? `User-Agent ${http.userAgent}` : null) },
  { key: "http_obsolete_server", when: ({ http }) => (http.server === undefined ? null : obsoleteServer(http.server)) },
  { key: "http_suspicious_header", when: oddHeader },
  { key: "http_suspicious_url", when: ({ http }) => { const url = targetOf(http); return url.includes("..") && injectionIn(url) === null ? url : null } },
  { key: "possible_exploit", when: ({ http }) => exploit(http) },
  { key: "binary_application_transfer", when: ({ http, isUpdateService }) => (!isUpdateService && http.status !== undefined && http.status < 300 && http.contentType !== undefined && isExecutableType(http.contentType) ? `content type ${http.contentType}` : null) },
  { key: "binary_data_transfer", when: ({ http }) => binaryData(http) },
]

function targetOf(http: HttpRecord): string {
  return http.url ?? (typeof http.path === "string" ? http.path : "")
}

const obsoleteServer = remembered((server: string): string | null => {
  const nginx = /^nginx\/(\d+)\.(\d+)/i.exec(server)
  if (nginx && olderThan(nginx, 1, 22)) return server
  const apache = /^Apache\/(\d+)\.(\d+)/i.exec(server)
  return apache && olderThan(apache, 2, 4) ? server : null
})
const isExecutableType = remembered((type: string) => executableType.test(type))
const isBinaryType = remembered((type: string) => dataType.test(type) || executableType.test(type))
/** Characters of no host name. */
const isOddHost = remembered((host: string) => /^%[a-z]$|[<>{}|\\^`]/i.test(host))
const isOddServer = remembered((server: string) => /\?.*\?|^\?/.test(server) || server.includes("${"))

const IPV4 = /^(\d{1,3}(?:\.\d{1,3}){3})(?::\d+)?$/

function oddHeader({ http, serverIp }: HttpFacts): string | null {
  if (typeof http.suspiciousHeader === "string") return `header ${http.suspiciousHeader}`
  if (http.server !== undefined && isOddServer(http.server)) return `Server ${http.server}`
  // An address as Host must be the one that is talked to; through proxies and port forwarding it is not, hence no certainty.
  const { host } = http
  const named = host !== undefined && host.charCodeAt(0) <= 0x39 ? IPV4.exec(host) : null // most begin with a letter
  return named && http.method !== "CONNECT" && !serverIp.includes(":") && named[1] !== serverIp && !targetOf(http).includes("://") ? `Host ${named[1]} asked of ${serverIp}` : null
}

/** CVE-2021-44228: a look-up that loads code. */
const LOG4SHELL = /\$\{\s*(?:jndi|\$\{|lower:|upper:|::-)/i
const EXPLOIT_CLASS = /\bExploit[a-z0-9]*\.class\b/i
/** Paths that begin with a dot belong to the server's housekeeping, except those that RFC 8615 sets aside. */
const HIDDEN_PATH = /^\/\.(?!well-known(?:\/|$))/

function lookUpIn(text: string | undefined): string | null {
  return text !== undefined && text.includes("${") && LOG4SHELL.test(text) ? text : null
}

function exploit(http: HttpRecord): string | null {
  const url = targetOf(http)
  const looked = lookUpIn(url) ?? lookUpIn(http.userAgent) ?? lookUpIn(http.referer) ?? lookUpIn(http.nextHop) ?? lookUpIn(http.host) ?? lookUpIn(http.server)
    ?? lookUpIn(typeof http.exploit === "string" ? http.exploit : undefined)
  if (looked !== null) return `Log4Shell: ${looked}`
  if (EXPLOIT_CLASS.test(url)) return url
  const slash = url.startsWith("/") ? 0 : url.indexOf("/")
  if (slash >= 0 && url.charCodeAt(slash + 1) === 0x2e && !url.includes("://") && HIDDEN_PATH.test(url.slice(slash))) return `path begins with a dot: ${url}`
  if (http.host !== undefined && isOddHost(http.host)) return `host name ${http.host}`
  if ((http.status ?? 0) >= 400 && /\/wp-(?:content|includes)\/uploads?\/.*\.php/i.test(url)) return `upload path: ${url}`
  return null
}

function binaryData(http: HttpRecord): string | null {
  const { contentType, filename, status } = http
  if (contentType !== undefined && (status ?? 0) < 400 && isBinaryType(contentType)) return `content type ${contentType}`
  if (filename !== undefined && (executableName.test(filename) || contentType === undefined)) return `file ${filename}`
  return null
}
