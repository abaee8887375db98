// Texts as one run of UTF-8 bytes with offsets; equal texts are kept once. `TextList` (text-list.ts) reads them.
import type { Section } from "../table-file.ts"

export class NameList {
  private readonly indexes = new Map<string, number>()

  add(text: string): number {
    const known = this.indexes.get(text)
    if (known !== undefined) return known
    this.indexes.set(text, this.indexes.size)
    return this.indexes.size - 1
  }

  get size(): number {
    return this.indexes.size
  }

  sections(): Record<"textOffsets" | "textBytes", Section> {
    const texts = [...this.indexes.keys()].map((text) => Buffer.from(text, "utf8"))
    const offsets = new Uint32Array(texts.length + 1)
    for (const [i, text] of texts.entries()) offsets[i + 1] = offsets[i] + text.length
    return { textOffsets: offsets, textBytes: new Uint8Array(Buffer.concat(texts)) }
  }
}
