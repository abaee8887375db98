// How a traffic source is opened, as the main thread tells its worker.
export interface SourceOptions {
  /** What stands behind -i: device, file, list, directory, `-`, pipe. */
  readonly target: string
  /** BPF (-B), empty = everything. */
  readonly filter: string
  readonly promiscuous: boolean
  /** -Q */
  readonly direction: "both" | "in" | "out"
  readonly snaplen: number
  /** Live sources opened by several workers share their packets by flow. */
  readonly fanout: { readonly group: number; readonly workers: number } | null
}
