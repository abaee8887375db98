// One line a page; each page is a bundle of its own.
import { createRootRoute, createRoute, createRouter, lazyRouteComponent, retainSearchParams } from "@tanstack/react-router"
import { Shell } from "./shell/shell.tsx"
import { prefix } from "./state/prefix.ts"
import { parseSearch, stringifySearch, type SearchParams } from "./state/search-params.ts"
import { Empty, Problem } from "./views/states.tsx"

const root = createRootRoute({
  component: Shell,
  validateSearch: (search: Record<string, unknown>): SearchParams => search as SearchParams, // parseSearch yields text only
  search: { middlewares: [retainSearchParams(["interface"] as never)] },
  notFoundComponent: () => <Empty title="There is no such page.">The address may be mistyped, or from an older version.</Empty>,
  errorComponent: ({ error, reset }) => <Problem error={error instanceof Error ? error : new Error(String(error))} retry={reset} />,
})
const page = <Path extends string>(path: Path, load: () => Promise<{ default: React.ComponentType }>) =>
  createRoute({ getParentRoute: () => root, path, component: lazyRouteComponent(load) })

const routes = [
  page("/", () => import("./pages/dashboard/dashboard.tsx")),
  page("/flows", () => import("./pages/live-flows/live-flows.tsx")),
  page("/flows/$interface/$flowId", () => import("./pages/flow-detail/flow-page.tsx")),
  page("/hosts", () => import("./pages/hosts/hosts.tsx")),
  page("/hosts/$interface/$ip", () => import("./pages/host-detail/host-page.tsx")),
  page("/interfaces", () => import("./pages/interfaces/interfaces.tsx")),
  page("/exporters", () => import("./pages/exporters/exporters.tsx")),
  page("/exporters/$key", () => import("./pages/exporters/exporter-page.tsx")),
  page("/groups/$kind", () => import("./pages/groups/groups.tsx")),
  page("/groups/$kind/$key", () => import("./pages/groups/group-page.tsx")),
  page("/protocols", () => import("./pages/protocols/protocols.tsx")),
  page("/risks", () => import("./pages/risks/risks.tsx")),
  page("/explorer", () => import("./pages/explorer/explorer.tsx")),
  page("/settings", () => import("./pages/settings/settings.tsx")),
  page("/health", () => import("./pages/health/health.tsx")),
]

export const router = createRouter({ basepath: prefix || "/", routeTree: root.addChildren(routes), parseSearch, stringifySearch, defaultPreload: "intent", scrollRestoration: true, defaultPendingMs: 300 })

declare module "@tanstack/react-router" {
  interface Register { router: typeof router }
}
