// Sent and received of one thing over time, from the stored minute series.
import type { SeriesKind } from "@netweir/model"
import { timeSeries, type ReplyOf } from "@netweir/server/contract"
import { useQuery } from "@tanstack/react-query"
import { useMemo, useState } from "react"
import { call, type ApiError } from "../../api/call.ts"
import { TimeChart } from "../../chart/time-chart.tsx"
import { withoutGaps } from "../../chart/without-gaps.ts"
import { formatBitRate } from "../../format/volume.ts"
import { ALL_INTERFACES, useAllStats, useChosenStats, useInterfaceId } from "../../state/interfaces.tsx"
import { useSettings } from "../../state/session.tsx"
import { rangeFrom, spanOf } from "../../state/time-range.ts"
import { Panel } from "../../views/panel.tsx"
import { Segments } from "../../views/segments.tsx"
import { Empty, Loading, Problem } from "../../views/states.tsx"
import { HistoryOff } from "./history-off.tsx"

const ranges = [["1h", "1 h"], ["6h", "6 h"], ["1d", "1 d"], ["1w", "1 w"], ["all", "All"]] as const
const REFRESH_MS = 20_000

export function TrafficHistory({ kind, seriesKey, title = "Traffic over time", interfaceId }: { kind: SeriesKind; seriesKey?: string; title?: string; /** When the page is about one of its own. */ interfaceId?: string }) {
  const chosenId = useInterfaceId()
  const id = interfaceId ?? chosenId
  const chosenStats = useChosenStats()
  const { data: all } = useAllStats()
  const stats = all?.find((one) => String(one.id) === id) ?? chosenStats
  const { throughputUnit } = useSettings()
  const isFile = stats?.kind === "file" || stats?.state === "finished"
  const [chosen, setChosen] = useState<(typeof ranges)[number][0] | "">("")
  const range = chosen || (isFile ? "all" : "1h")
  const name = id === ALL_INTERFACES ? undefined : all?.find((one) => String(one.id) === id)?.name
  const newestMs = Math.floor((stats?.atMs ?? 0) / REFRESH_MS) * REFRESH_MS + REFRESH_MS
  const span = spanOf(rangeFrom({ range }, "1h"), newestMs, stats?.firstPacketMs ?? newestMs - 3_600_000)
  const { data, error, refetch } = useQuery<ReplyOf<typeof timeSeries>, ApiError>({
    queryKey: ["timeSeries", name, kind, seriesKey, span], enabled: stats !== undefined && stats.atMs > 0, placeholderData: (before) => before,
    // A capture that was just read: its minutes reach the store a moment later.
    refetchInterval: (query) => (query.state.error?.code === "history-off" ? false : REFRESH_MS / 2),
    queryFn: ({ signal }) => call(timeSeries, { query: { ...span, interface: name, kind, key: seriesKey }, signal }),
  })
  const format = useMemo(() => (value: number) => formatBitRate(value, throughputUnit), [throughputUnit])
  const series = useMemo(() => {
    if (!data) return []
    const rate = (values: readonly (number | null)[] | undefined) => withoutGaps(values ?? []).map((value) => (value === null ? null : (value * 8_000) / data.stepMs))
    return [{ name: "Received", values: rate(data.series.bytesReceived) }, { name: "Sent", values: rate(data.series.bytesSent) }]
  }, [data])
  const hasPoints = series.some((one) => one.values.some((value) => value))
  return (
    <Panel title={title} aside={<Segments label="Range" options={ranges} value={range} onChange={setChosen} />}>
      {error?.code === "history-off" ? <HistoryOff small /> : error ? <Problem error={error} retry={() => void refetch()} /> : !data ? <Loading /> : hasPoints
        ? <TimeChart label={title} startMs={data.startMs} stepMs={data.stepMs} series={series} format={format} numbers="rate" />
        : <Empty icon="explorer" title="Nothing stored in this range">A minute is stored when it is over.</Empty>}
    </Panel>
  )
}
