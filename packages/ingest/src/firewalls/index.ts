// This list is the registry of the firewalls whose logs we read: a file for each, a line here.
import { filterlog } from "./filterlog.ts"
import type { FirewallProduct } from "./firewall-product.ts"
import { fortigate } from "./fortigate.ts"
import { mikrotik } from "./mikrotik.ts"
import { sonicwall } from "./sonicwall.ts"
import { sophos } from "./sophos.ts"

export const firewallProducts: readonly FirewallProduct[] = [filterlog, fortigate, sonicwall, sophos, mikrotik]
