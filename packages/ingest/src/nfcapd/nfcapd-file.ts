// A file of nfcapd, format 2 (nfdump 1.7): a header of 40 bytes and blocks of records, each packed on its own.
//
//    file    magic u16 | version u16 | tool u32 | created u64 | compression u8 | encryption u8 | appendix u16 | - u32 | appendix at u64 | block size u32 | blocks u32
//    block   records u32 | bytes u32 | type u16 | flags u16
import { decompress as unzstd } from "fzstd"
import { closeSync, openSync, readSync, fstatSync } from "node:fs"
import { openFailure } from "../sources/open-failure.ts"
import { SourceError } from "../source.ts"
import { decodeBz2Block } from "./bz2-block.ts"
import { decodeLz4Block } from "./lz4-block.ts"
import { decodeLzoBlock } from "./lzo-block.ts"

const MAGIC = 0xa50c
const FILE_HEADER_BYTES = 40
const BLOCK_HEADER_BYTES = 12
const DATA_BLOCK = 3
/** nfcapd fills blocks of 1 to 5 MiB. */
const MAX_BLOCK_BYTES = 16 << 20
const compressions = ["none", "lzo", "bz2", "lz4", "zstd"] as const

const decoders = { lzo: decodeLzoBlock, bz2: decodeBz2Block, lz4: decodeLz4Block }

export interface DataBlock { readonly records: number; readonly bytes: Uint8Array }

export class NfcapdFile {
  /** Why nothing more can be read; null while all is well. */
  damaged: "file-truncated" | "block-malformed" | "block-not-unpacked" | null = null
  bytesRead = 0
  bytesTotal = 0
  private readonly path: string
  private fd = -1
  private blocksLeft = 0
  private compression: (typeof compressions)[number] = "none"
  private readonly unpacked = new Uint8Array(MAX_BLOCK_BYTES)

  constructor(path: string) {
    this.path = path
  }

  /** Throws SourceError. */
  open(): void {
    try {
      this.fd = openSync(this.path, "r")
    } catch (cause) {
      throw openFailure(this.path, cause)
    }
    this.bytesTotal = fstatSync(this.fd).size
    const header = this.read(FILE_HEADER_BYTES)
    const version = header?.readUInt16LE(2)
    if (header === null || header.readUInt16LE(0) !== MAGIC) throw this.refuse("is no file of nfcapd", "Give a file that nfcapd or nfpcapd wrote.")
    if (version !== 2) throw this.refuse(`has format ${version}, of a tool before nfdump 1.7`, "Convert it: nfdump 1.7 -r OLD -w NEW")
    const compression = compressions[header[16]]
    if (header[17] !== 0) throw this.refuse("is encrypted", "Write it anew without encryption.")
    if (compression === undefined) throw this.refuse(`is packed with method ${header[16]}`, "Write it anew with LZ4: nfdump -y -r OLD -w NEW, and let nfcapd write with -y.")
    this.compression = compression
    this.blocksLeft = header.readUInt32LE(36)
  }

  /** The next block of records, valid until the next call; null at the end. */
  next(): DataBlock | null {
    while (this.blocksLeft > 0 && this.damaged === null) {
      this.blocksLeft--
      const header = this.read(BLOCK_HEADER_BYTES)
      if (header === null) return this.fail("file-truncated")
      const size = header.readUInt32LE(4)
      if (size > MAX_BLOCK_BYTES) return this.fail("block-malformed")
      const body = this.read(size)
      if (body === null) return this.fail("file-truncated")
      if (header.readUInt16LE(8) !== DATA_BLOCK) continue
      const bytes = this.unpack(body)
      return bytes === null ? this.fail("block-not-unpacked") : { records: header.readUInt32LE(0), bytes }
    }
    return null
  }

  close(): void {
    if (this.fd >= 0) closeSync(this.fd)
    this.fd = -1
  }

  private unpack(body: Uint8Array): Uint8Array | null {
    if (this.compression === "none") return body
    if (this.compression === "zstd") {
      try {
        const plain = unzstd(body)
        return plain.length <= MAX_BLOCK_BYTES ? plain : null
      } catch {
        return null // the library says "damaged" by exceptions
      }
    }
    const length = decoders[this.compression](body, this.unpacked)
    return length < 0 ? null : this.unpacked.subarray(0, length)
  }

  private read(bytes: number): Buffer | null {
    if (this.bytesRead + bytes > this.bytesTotal) return null
    const buffer = Buffer.alloc(bytes)
    const got = readSync(this.fd, buffer, 0, bytes, this.bytesRead)
    this.bytesRead += got
    return got === bytes ? buffer : null
  }

  private fail(why: NonNullable<NfcapdFile["damaged"]>): null {
    this.damaged = why
    return null
  }

  private refuse(what: string, fix: string): SourceError {
    this.close()
    return new SourceError("file-unreadable", `${this.path} ${what}`, fix)
  }
}
