// Certificate subject -> application: attributes like "O=Netflix" that only one maker's certificates carry.
import { protocolId } from "@netweir/model"
import { certificateSubjectFacts } from "@netweir/model/data/hostnames.ts"

const byAttribute = certificateSubjectFacts.map(([attribute, protocol]) => [attribute.toLowerCase(), protocolId(protocol)] as const)

/** Number of the protocol that a subject like "C=US, O=Netflix, CN=*.nflxvideo.net" belongs to; 0 = none. */
export function protocolOfCertificateSubject(subject: string): number {
  const text = subject.toLowerCase()
  for (const [attribute, protocol] of byAttribute) if (text.includes(attribute)) return protocol
  return 0
}
