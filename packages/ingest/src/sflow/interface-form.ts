// How a sample names the interface that a packet came in or went out by (sFlow version 5, "interface"): two bits of form, 30 of value;
// expanded samples spread them over two words.
import { dropReasonName } from "./drop-reasons.ts"

export const FORM_INTERFACE = 0
export const FORM_DISCARDED = 1
export const FORM_SEVERAL = 2
/** The device itself. */
const INTERNAL = 0x3fff_ffff
const INTERNAL_EXPANDED = 0xffff_ffff

/** The ifIndex; 0 when it is unknown, the device itself, several, or none as the packet was dropped. */
export function interfaceIndex(form: number, value: number): number {
  return form !== FORM_INTERFACE || value === INTERNAL || value === INTERNAL_EXPANDED ? 0 : value
}

/** What the flow's metadata says of an output that is no interface; undefined when there is nothing to say. */
export function outputNote(form: number, value: number): Record<string, unknown> | undefined {
  if (form === FORM_DISCARDED) return { discarded: dropReasonName(value) }
  if (form === FORM_SEVERAL && value > 0) return { outputs: value }
  return undefined
}
