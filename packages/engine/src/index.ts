export * from "./bytes/byte-window.ts"
export * from "./inspect/metadata.ts"
export * from "./inspect/types.ts"
