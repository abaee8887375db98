// The pages of the sidebar and the letters that `g` takes to them.
import type { IconName } from "../views/icons.tsx"

export interface Place { readonly to: string; readonly title: string; readonly icon: IconName; readonly letter: string; /** Pages that belong to it beside its own. */ readonly with?: readonly string[] }
export const places: readonly { readonly title: string; readonly places: readonly Place[] }[] = [
  {
    title: "Live", places: [
      { to: "/", title: "Dashboard", icon: "dashboard", letter: "d" },
      { to: "/flows", title: "Live flows", icon: "flows", letter: "f" },
      { to: "/hosts", title: "Hosts", icon: "hosts", letter: "h" },
      { to: "/interfaces", title: "Interfaces", icon: "interfaces", letter: "i" },
      { to: "/risks", title: "Risks", icon: "alert", letter: "r" },
      { to: "/exporters", title: "Exporters", icon: "exporters", letter: "x" },
    ],
  },
  {
    title: "By", places: [
      { to: "/groups/application", title: "Applications", icon: "applications", letter: "a", with: ["/groups/category", "/groups/breed", "/protocols"] },
      { to: "/groups/l4", title: "Protocols", icon: "protocols", letter: "l", with: ["/groups/dscp", "/groups/ethertype", "/groups/packetSize"] },
      { to: "/groups/network", title: "Networks", icon: "network", letter: "n" },
      { to: "/groups/asn", title: "ASNs", icon: "asn", letter: "s" },
      { to: "/groups/country", title: "Countries", icon: "country", letter: "c" },
      { to: "/groups/vlan", title: "VLANs", icon: "vlan", letter: "v" },
      { to: "/groups/device", title: "Devices", icon: "device", letter: "m" },
    ],
  },
  { title: "History", places: [{ to: "/explorer", title: "Explorer", icon: "explorer", letter: "e" }] },
  {
    title: "System", places: [
      { to: "/settings", title: "Settings", icon: "settings", letter: "p" },
      { to: "/health", title: "Health", icon: "health", letter: "o" },
    ],
  },
]
/** Whether `path` is this place or a page under it. */
export function isAt(place: Place, path: string): boolean {
  return place.to === "/" ? path === "/" : [place.to, ...(place.with ?? [])].some((to) => path === to || path.startsWith(`${to}/`))
}
export const allPlaces: readonly Place[] = places.flatMap((group) => group.places)
