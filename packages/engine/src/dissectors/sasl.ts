// SASL inside line protocols (RFC 4422): who logs in, out of the client's first response; it is base64. Passwords are not kept.
import { cleanText } from "../bytes/text.ts"

const MAX_RESPONSE_CHARACTERS = 512
const MAX_USER_CHARACTERS = 128

export interface SaslIdentity {
  readonly user: string
  /** The password or token itself crosses the wire. */
  readonly isClear: boolean
}

export function saslIdentity(mechanism: string, response: string): SaslIdentity | null {
  const text = Buffer.from(response.slice(0, MAX_RESPONSE_CHARACTERS), "base64").toString("utf8")
  const found = userOf(mechanism.toUpperCase(), text)
  if (found === undefined || found === "") return null
  return { user: cleanText(found, MAX_USER_CHARACTERS), isClear: /^(PLAIN|LOGIN|XOAUTH2|OAUTHBEARER)$/i.test(mechanism) }
}

function userOf(mechanism: string, text: string): string | undefined {
  switch (mechanism) {
    case "PLAIN": // RFC 4616: who to act as, NUL, who logs in, NUL, password
      return text.split("\0")[1]
    case "LOGIN":
      return text
    case "CRAM-MD5": // RFC 2195: user, blank, digest
      return text.slice(0, Math.max(0, text.lastIndexOf(" ")))
    case "XOAUTH2":
      return text.startsWith("user=") ? text.slice(5).split("\u0001")[0] : undefined
    case "OAUTHBEARER": // RFC 7628: GS2 header
      return /^n,a=([^,]*),/.exec(text)?.[1]
    default: // RFC 5802: n,,n=user,r=nonce
      return mechanism.startsWith("SCRAM-") ? /^[nyp][^,]*,[^,]*,n=([^,]*),/.exec(text)?.[1] : undefined
  }
}
