// One live flow.
import { useParams } from "@tanstack/react-router"
import { useLive } from "../../api/use-live.ts"
import { useTitle } from "../../views/use-title.ts"
import { Empty, Loading, Problem } from "../../views/states.tsx"
import { useRef } from "react"
import type { FlowRow } from "@netweir/model"
import { FlowView } from "./flow-view.tsx"
import { ShapeOfFlow } from "./flow-shape.tsx"
import { WrongApplication } from "./wrong-application.tsx"
import { explorerTarget } from "../targets.ts"
import { Link } from "@tanstack/react-router"

export default function FlowPage() {
  const { interface: id = "", flowId = "" } = useParams({ strict: false })
  return <OneFlow key={`${id} ${flowId}`} interfaceId={id} flowId={flowId} />
}

function OneFlow({ interfaceId, flowId }: { interfaceId: string; flowId: string }) {
  useTitle(`Flow ${flowId}`)
  const { data, error, pending } = useLive(interfaceId, "flow", { flowId }, { everyMs: 2_000, keep: false })
  // A flow that ends while one looks at it stays on the screen as it last was.
  const last = useRef<FlowRow | null>(null)
  if (data) last.current = data
  const flow = data ?? last.current
  const search = <Link {...(explorerTarget(interfaceId, { filter: `flowId = "${/^\d{1,20}$/.test(flowId) ? flowId : "0"}"`, range: "all" }) as { to: "/explorer" })} className="button">Look in history</Link>
  if (error && !flow) return error.code === "flow-not-found" ? <Empty icon="flows" title="This flow is not in the table now">It has ended. {search}</Empty> : <Problem error={error} />
  if (!flow) return pending ? <Loading rows={8} label="Loading the flow" /> : <Empty icon="flows" title="This flow is not in the table now">It has ended. {search}</Empty>
  return <><FlowView flow={flow} interfaceId={interfaceId} hasEnded={!data && !pending}><WrongApplication flow={flow} interfaceId={interfaceId} /></FlowView>
      <div style={{ height: "var(--gap)" }} /><ShapeOfFlow interfaceId={interfaceId} flowId={flowId} /></>
}
