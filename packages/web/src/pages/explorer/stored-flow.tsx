// One stored flow with an address of its own: `open=FLOWID@LASTSEENMS@INTERFACE` in the explorer's URL.
import { Modal } from "@mantine/core"
import { flowColumns, type FlowRow } from "@netweir/model"
import { historyFlows } from "@netweir/server/contract"
import { useQuery } from "@tanstack/react-query"
import { call, type ApiError } from "../../api/call.ts"
import { filterTerm } from "../../filter/filter-text.ts"
import { useInterfaceId } from "../../state/interfaces.tsx"
import { Empty, Loading, Problem } from "../../views/states.tsx"
import { FlowView } from "../flow-detail/flow-view.tsx"

/** Slices of one long flow share its id; when it was last seen tells them apart. */
interface FlowKey { readonly flowId: string; readonly lastSeenMs: number; readonly interfaceName: string }

export function addressOf({ flowId, lastSeenMs, interface: interfaceName }: FlowRow): string {
  return [flowId, lastSeenMs, interfaceName].join("@")
}

function keyFrom(address: string): FlowKey | null {
  const match = /^(\d{1,20})@(\d{1,16})@(.*)$/.exec(address)
  return match && { flowId: match[1], lastSeenMs: Number(match[2]), interfaceName: match[3] }
}

async function readFlow({ flowId, lastSeenMs, interfaceName }: FlowKey, signal: AbortSignal): Promise<FlowRow | null> {
  const column = flowColumns.find(({ id }) => id === "flowId")
  const filter = (column && filterTerm(column, flowId)) ?? undefined
  const { rows } = await call(historyFlows, { query: { fromMs: lastSeenMs, toMs: lastSeenMs + 1, filter, interface: interfaceName, limit: 10 }, signal })
  return (rows as readonly FlowRow[]).find((row) => row.lastSeenMs === lastSeenMs) ?? null
}

/** `known`: the rows that are on the page already. */
export function StoredFlow({ address, known, onClose }: { address: string; known: readonly FlowRow[]; onClose: () => void }) {
  const id = useInterfaceId()
  const key = keyFrom(address)
  const there = known.find((row) => addressOf(row) === address)
  const { data: flow, error, isPending, refetch } = useQuery<FlowRow | null, ApiError>({
    queryKey: ["storedFlow", address], enabled: key !== null && there === undefined, staleTime: Infinity,
    queryFn: ({ signal }) => (key ? readFlow(key, signal) : null),
  })
  const shown = there ?? flow
  return (
    <Modal opened onClose={onClose} title="Stored flow" size={1100} centered={false}>
      {shown ? <FlowView flow={shown} interfaceId={id} isStored />
        : error ? <Problem error={error} retry={() => void refetch()} />
        : key && isPending ? <Loading rows={8} label="Loading the flow" />
        : <Empty icon="explorer" title="This flow is not in the history">It may be older than what is kept, or its address is not whole.</Empty>}
    </Modal>
  )
}
