// A reader of NetFlow v9 and IPFIX, written from RFC 3954 and RFC 7011 and from nothing of ours: values by "enterprise.id".

export interface ReadRecord { readonly setId: number; readonly values: Readonly<Record<string, Buffer>> }
export interface ReadMessage { readonly version: number; readonly exportSeconds: number; readonly uptimeMs: number; readonly sequence: number; readonly domain: number; readonly records: readonly ReadRecord[]; readonly templates: readonly number[]; readonly count: number }
interface Specifier { readonly key: string; readonly bytes: number }

export function createExportReader(): (message: Buffer) => ReadMessage {
  const templates = new Map<number, readonly Specifier[]>()
  return (message) => {
    const version = message.readUInt16BE(0)
    const isV9 = version === 9
    if (!isV9 && message.readUInt16BE(2) !== message.length) throw new Error("the header's length is not the message's")
    const records: ReadRecord[] = []
    const told: number[] = []
    for (let at = isV9 ? 20 : 16; at < message.length;) {
      const setId = message.readUInt16BE(at)
      const end = at + message.readUInt16BE(at + 2)
      if (end > message.length || end <= at) throw new Error(`set ${setId} does not fit`)
      if (isV9 && end % 4 !== 0) throw new Error("a v9 set ends between 32-bit boundaries")
      at += 4
      if (setId < 4) {
        while (end - at >= 4) {
          const id = message.readUInt16BE(at)
          if (id === 0) break
          const isOptions = setId === (isV9 ? 1 : 3)
          const [first, second] = isOptions ? [message.readUInt16BE(at + 2), message.readUInt16BE(at + 4)] : [message.readUInt16BE(at + 2), 0]
          const count = isOptions && isV9 ? (first + second) / 4 : first
          at += isOptions ? 6 : 4
          const fields: Specifier[] = []
          for (let i = 0; i < count; i++) {
            const type = message.readUInt16BE(at)
            const hasEnterprise = !isV9 && type >= 0x8000
            const enterprise = hasEnterprise ? message.readUInt32BE(at + 4) : 0
            const isScope = isOptions && isV9 && 4 * i < first
            fields.push({ key: isScope ? `scope.${type}` : isV9 && type >= 57_472 ? `35632.${type - 57_472}` : `${enterprise}.${hasEnterprise ? type - 0x8000 : type}`, bytes: message.readUInt16BE(at + 2) })
            at += hasEnterprise ? 8 : 4
          }
          templates.set(id, fields)
          told.push(id)
        }
      } else {
        const fields = templates.get(setId)
        if (!fields) throw new Error(`data before template ${setId}`)
        const shortest = fields.reduce((sum, { bytes }) => sum + (bytes === 65_535 ? 1 : bytes), 0)
        while (end - at >= shortest) {
          const values: Record<string, Buffer> = {}
          for (const { key, bytes } of fields) {
            let length = bytes
            if (bytes === 65_535) {
              length = message[at++]
              if (length === 255) {
                length = message.readUInt16BE(at)
                at += 2
              }
            }
            if (at + length > end) throw new Error(`${key} does not fit its set`)
            values[key] = message.subarray(at, at + length)
            at += length
          }
          records.push({ setId, values })
        }
      }
      at = end
    }
    return isV9
      ? { version, count: message.readUInt16BE(2), uptimeMs: message.readUInt32BE(4), exportSeconds: message.readUInt32BE(8), sequence: message.readUInt32BE(12), domain: message.readUInt32BE(16), records, templates: told }
      : { version, count: -1, uptimeMs: 0, exportSeconds: message.readUInt32BE(4), sequence: message.readUInt32BE(8), domain: message.readUInt32BE(12), records, templates: told }
  }
}

export const uint = (bytes: Buffer): number => bytes.length <= 6 ? bytes.readUIntBE(0, bytes.length) : Number(bytes.readBigUInt64BE(0))
