import { endpoint } from "../endpoint.ts"

/** The client only looks whether this is JSON. */
export const connectTest = endpoint({ path: "connect/test", answer: () => ({ rsp: [] }) })
