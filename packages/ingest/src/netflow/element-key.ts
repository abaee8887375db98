// One number for an information element: private enterprise number and element id (RFC 7012 section 4).

/** Elements without an enterprise: the IANA registry, and NetFlow v9's field types, which agree below 128. */
export const IANA = 0
/** Same elements, seen from the other end of a biflow (RFC 5103 section 6.1). */
export const REVERSE = 29305
export const CISCO = 9
export const NPROBE = 35632
export const CERT = 6871
export const VMWARE = 6876
export const JUNIPER = 2636
export const PALO_ALTO = 25461
export const FORTINET = 12356
export const HUAWEI = 2011
export const NETSCALER = 5951

export function elementKey(enterprise: number, id: number): number {
  return enterprise * 0x10000 + id
}

export function enterpriseOf(key: number): number {
  return Math.floor(key / 0x10000)
}

export function idOf(key: number): number {
  return key % 0x10000
}

/** nProbe's private fields in NetFlow v9, which knows no enterprises: 57472 and up. */
const NPROBE_BASE = 57_472
const NPROBE_FIELDS = 1_200
const ENTERPRISE_BIT = 0x8000

/** Key of a v9 field type. Beyond 32767 Cisco's devices count as in IPFIX with the enterprise bit set: 40005 is 9.7237. */
export function v9Key(type: number): number {
  if (type >= NPROBE_BASE && type < NPROBE_BASE + NPROBE_FIELDS) return elementKey(NPROBE, type - NPROBE_BASE)
  if (type === 56_701 || type === 56_702) return elementKey(PALO_ALTO, type) // App-ID and User-ID of PAN-OS
  if (type >= ENTERPRISE_BIT) return elementKey(CISCO, type - ENTERPRISE_BIT)
  return type
}

/** As people write it: "8", "9.7237". */
export function keyText(key: number): string {
  return key < 0x10000 ? String(key) : `${enterpriseOf(key)}.${idOf(key)}`
}
