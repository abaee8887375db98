import type { ApiParts } from "../api-parts.ts"

export type NtopngParts = ApiParts
