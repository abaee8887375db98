// A message of another topic than flow in TLV: its items as an object, keys as text.
import { END, END_OF_RECORD, ITEM, TlvReader } from "./tlv.ts"

const MAX_ITEMS = 65_536
const reader = new TlvReader()

/** One object, or a list of them; undefined for what is malformed. */
export function tlvObject(bytes: Uint8Array): object | undefined {
  if (!reader.open(bytes)) return undefined
  const list: Record<string, string | number>[] = []
  let object: Record<string, string | number> = {}
  for (let items = 0; items < MAX_ITEMS; items++) {
    const what = reader.next()
    if (what === ITEM) {
      const key = reader.keyNumber < 0 ? reader.keyText : String(reader.keyNumber)
      if (key !== "__proto__") object[key] = reader.isText ? reader.text : reader.number
    } else if (what === END_OF_RECORD || what === END) {
      if (Object.keys(object).length > 0) list.push(object)
      object = {}
      if (what === END) return list.length === 1 ? list[0] : list
    } else return undefined
  }
  return undefined
}
