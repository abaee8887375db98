declare module "seek-bzip" {
  interface ByteInput { readByte(): number; read(into: Uint8Array, from: number, count: number): number; seek(position: number): void; eof(): boolean }
  interface ByteOutput { writeByte(byte: number): void }
  /** Throws when the data is damaged. */
  const bunzip: { decode(input: ByteInput, output: ByteOutput): unknown }
  export default bunzip
}
