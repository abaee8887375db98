// What firewalls and translators say happened to a flow.

/** firewallEvent (IPFIX 233). */
export const firewallEvents: Readonly<Record<number, string>> = { 0: "ignored", 1: "created", 2: "deleted", 3: "denied", 4: "alert", 5: "update" }
/** natEvent (IPFIX 230). */
export const natEvents: Readonly<Record<number, string>> = {
  1: "translation-created", 2: "translation-deleted", 3: "addresses-exhausted", 4: "nat44-session-created", 5: "nat44-session-deleted", 6: "nat64-session-created",
  7: "nat64-session-deleted", 8: "nat44-binding-created", 9: "nat44-binding-deleted", 10: "nat64-binding-created", 11: "nat64-binding-deleted", 12: "ports-exhausted",
  13: "quota-exceeded", 14: "address-binding-created", 15: "address-binding-deleted", 16: "port-block-allocated", 17: "port-block-released", 18: "threshold-reached",
}
