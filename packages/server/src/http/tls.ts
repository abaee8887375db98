// The server's certificate: the operator's own pair in <data dir>/tls, or a self-signed one that is made once and kept.
import { X509Certificate } from "node:crypto"
import { existsSync, mkdirSync, readFileSync } from "node:fs"
import { hostname, networkInterfaces } from "node:os"
import path from "node:path"
import { createSecureContext } from "node:tls"
import { ProductError } from "../contract/errors.ts"
import type { Log } from "../log/log.ts"
import { replaceFile } from "../settings/file-store.ts"

export interface TlsPair { readonly cert: string; readonly key: string; readonly isSelfSigned: boolean; readonly expiresMs: number }

const SELF_SIGNED_DAYS = 825 // the longest that browsers on Apple systems accept
const WARN_BEFORE_MS = 21 * 86_400_000

export async function loadTlsPair(dataDir: string, log: Log): Promise<TlsPair> {
  const folder = path.join(dataDir, "tls")
  const certFile = path.join(folder, "cert.pem")
  const keyFile = path.join(folder, "key.pem")
  if (!existsSync(certFile) && !existsSync(keyFile)) {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    const made = await selfSigned()
    await replaceFile(keyFile, made.key)
    await replaceFile(certFile, made.cert, 0o644)
    log.info(`made a self-signed certificate: ${certFile}`)
  }
  try {
    const cert = readFileSync(certFile, "utf8")
    const key = readFileSync(keyFile, "utf8")
    createSecureContext({ cert, key }) // throws when they do not belong together
    const { validTo, issuer, subject } = new X509Certificate(cert)
    const expiresMs = Date.parse(validTo)
    if (expiresMs - Date.now() < WARN_BEFORE_MS) log.warning(`the certificate ${certFile} ${expiresMs < Date.now() ? "expired" : "expires"} on ${validTo}; replace it, or remove ${folder} and a new self-signed one is made at the next start`)
    return { cert, key, isSelfSigned: issuer === subject, expiresMs }
  } catch (cause) {
    throw new ProductError("certificate-unusable", { certFile, keyFile }, { cause, message: `The TLS pair ${certFile} and ${keyFile} cannot be used (${cause instanceof Error ? cause.message : String(cause)}).` })
  }
}

async function selfSigned(): Promise<{ cert: string; key: string }> {
  const { generate } = await import("selfsigned")
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []).map(({ address }) => address.split("%")[0])
  const notBeforeDate = new Date(Date.now() - 86_400_000) // clocks differ
  const pem = await generate([{ name: "commonName", value: hostname().slice(0, 64) }, { name: "organizationName", value: "Netweir, self-signed" }], {
    keyType: "ec", curve: "P-256", algorithm: "sha256",
    notBeforeDate, notAfterDate: new Date(notBeforeDate.getTime() + SELF_SIGNED_DAYS * 86_400_000),
    extensions: [
      { name: "basicConstraints", cA: false, critical: true },
      { name: "keyUsage", digitalSignature: true, critical: true },
      { name: "extKeyUsage", serverAuth: true },
      { name: "subjectAltName", altNames: [{ type: 2, value: hostname() }, { type: 2, value: "localhost" }, ...[...new Set(["127.0.0.1", "::1", ...addresses])].map((ip) => ({ type: 7 as const, ip }))] },
    ],
  })
  return { cert: pem.cert, key: pem.private }
}
