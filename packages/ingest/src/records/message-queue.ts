// Messages that arrived by themselves and wait for their turn to be decoded. Bounded in bytes: whoever pushes stops its senders
// when told so.
export const MAX_QUEUED_BYTES = 16 << 20
/** What an object costs beside its bytes. */
const MESSAGE_OVERHEAD_BYTES = 128

export class MessageQueue<Message> {
  bytes = 0
  private readonly limit: number
  private queue: { readonly message: Message; readonly bytes: number }[] = []
  private first = 0
  private wake: (() => void) | null = null

  constructor(limit = MAX_QUEUED_BYTES) {
    this.limit = limit
  }

  get length(): number {
    return this.queue.length - this.first
  }

  /** No more for now. */
  get isFull(): boolean {
    return this.bytes >= this.limit
  }

  /** Half empty again. */
  get hasRoom(): boolean {
    return this.bytes <= this.limit / 2
  }

  push(message: Message, bytes: number): void {
    const size = bytes + MESSAGE_OVERHEAD_BYTES
    this.queue.push({ message, bytes: size })
    this.bytes += size
    this.wakeUp()
  }

  shift(): Message | undefined {
    const entry = this.queue[this.first]
    if (entry === undefined) return undefined
    this.first++
    this.bytes -= entry.bytes
    if (this.first === this.queue.length) {
      this.queue = []
      this.first = 0
    } else if (this.first >= 1024 && this.first * 2 > this.queue.length) {
      this.queue = this.queue.slice(this.first)
      this.first = 0
    }
    return entry.message
  }

  clear(): void {
    this.queue = []
    this.first = 0
    this.bytes = 0
    this.wakeUp()
  }

  wakeUp(): void {
    this.wake?.()
    this.wake = null
  }

  wait(maxWaitMs: number): Promise<void> {
    if (this.length > 0) return new Promise((resolve) => { setImmediate(resolve) })
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, maxWaitMs)
      this.wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }
}
