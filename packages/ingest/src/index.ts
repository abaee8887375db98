export * from "./open-source.ts"
export * from "./source-options.ts"
export * from "./source.ts"
export type { CaptureSecrets, DropReason } from "./tally.ts"
