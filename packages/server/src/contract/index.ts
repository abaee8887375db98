// The registry of routes: one file per area, one line here.
export * from "./errors.ts"
export * from "./export.ts"
export * from "./history.ts"
export * from "./live.ts"
export * from "./route.ts"
export * from "./shapes.ts"
export * from "./socket.ts"
export * from "./system.ts"
