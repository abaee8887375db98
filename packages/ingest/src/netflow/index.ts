export type * from "./contract.ts"
export { createNetflowDecoder } from "./netflow-decoder.ts"
