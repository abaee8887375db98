import type { Role } from "../contract/route.ts"

/** Who is calling, and how we know. */
export interface Caller {
  readonly name: string
  readonly role: Role
  /** "session": cookie. "token" and "basic": credentials in the request itself. "open": login is disabled for this address. */
  readonly via: "session" | "token" | "basic" | "open"
  /** Key of the stored session; null for the other ways in. */
  readonly sessionKey: string | null
  /** What a cookie session must send back with every change. */
  readonly csrfToken: string | null
}

/** A browser sends cookies (or, with login disabled, nothing at all) on behalf of any page: such callers need proof of origin. */
export const isAmbient = (caller: Caller): boolean => caller.via === "session" || caller.via === "open"

const rank: Record<Role, number> = { viewer: 1, admin: 2 }
export const mayActAs = (caller: Caller, needed: Role): boolean => rank[caller.role] >= rank[needed]
