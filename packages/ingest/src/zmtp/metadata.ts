// Connection properties of READY and INITIATE: name length (1), name, value length (4), value.
export function encodeMetadata(socketType: string): Uint8Array {
  return Buffer.concat([property("Socket-Type", socketType), property("Identity", "")])
}

function property(name: string, value: string): Uint8Array {
  const bytes = Buffer.alloc(1 + name.length + 4 + value.length)
  bytes[0] = name.length
  bytes.write(name, 1, "latin1")
  bytes.writeUInt32BE(value.length, 1 + name.length)
  bytes.write(value, 5 + name.length, "latin1")
  return bytes
}

/** Names in lower case; null when lengths lie. */
export function readMetadata(bytes: Uint8Array): Map<string, string> | null {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  const properties = new Map<string, string>()
  let at = 0
  while (at < buffer.length) {
    const nameEnd = at + 1 + buffer[at]
    if (nameEnd + 4 > buffer.length) return null
    const valueEnd = nameEnd + 4 + buffer.readUInt32BE(nameEnd)
    if (valueEnd > buffer.length) return null
    properties.set(buffer.toString("latin1", at + 1, nameEnd).toLowerCase(), buffer.toString("latin1", nameEnd + 4, valueEnd))
    at = valueEnd
  }
  return properties
}
