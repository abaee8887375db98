// One group: its counters, its traffic over time, its flows now.
import type { GroupKind, SeriesKind } from "@netweir/model"
import { useParams, Link } from "@tanstack/react-router"
import { useLive } from "../../api/use-live.ts"
import { countryName } from "../../format/network.ts"
import { formatCount } from "../../format/number.ts"
import { formatDateTime } from "../../format/time.ts"
import { formatBitRate, formatBytes } from "../../format/volume.ts"
import { useInterfaceId } from "../../state/interfaces.tsx"
import { useSettings } from "../../state/session.tsx"
import { filterValue } from "../../filter/filter-text.ts"
import { groupColumns } from "@netweir/model"
import { Figure, PageHead } from "../../views/panel.tsx"
import { Empty, Loading, Problem } from "../../views/states.tsx"
import { useTitle } from "../../views/use-title.ts"
import { LiveFlowTable } from "../live-flows/live-flows.tsx"
import { TrafficHistory } from "../history-chart/traffic-history.tsx"
import { explorerTarget, groupFilter, groupsTarget } from "../targets.ts"
import { AboutApplication } from "../protocols/about-application.tsx"
import { isGroupKind, kindTitles, withSeries } from "./kinds.ts"

export default function GroupPage() {
  const { kind = "", key = "" } = useParams({ strict: false })
  if (!isGroupKind(kind)) return <Empty title="There is no such group">Pick one in the menu.</Empty>
  return <OneGroup key={`${kind} ${key}`} kind={kind} groupKey={key} />
}

function OneGroup({ kind, groupKey }: { kind: GroupKind; groupKey: string }) {
  const id = useInterfaceId()
  const { dateFormat, throughputUnit } = useSettings()
  const { title, unit } = kindTitles[kind]
  const { data, error } = useLive(id, "groups", { kind, filter: `key = ${filterValue(groupColumns[0], groupKey)}`, limit: 1 }, { everyMs: 2_000 })
  const row = data?.rows[0]
  // A name that is only a part of labels now (NetFlix in TLS.NetFlix): the flows that carry it.
  const isPart = kind === "application" && data !== undefined && !row && !groupKey.includes(".")
  const filter = isPart ? `app ~ ${JSON.stringify(groupKey)}` : groupFilter(kind, groupKey)
  const name = kind === "country" ? countryName(groupKey) : row?.label || groupKey
  useTitle(`${unit} ${name}`)
  return (
    <>
      <PageHead title={name} sub={<><Link {...(groupsTarget(id, kind) as { to: "/groups/$kind" })} params={{ kind }}>{title}</Link><span>{groupKey !== name && groupKey}</span>{row && <span>seen {formatDateTime(row.firstSeenMs, dateFormat)} to {formatDateTime(row.lastSeenMs, dateFormat)}</span>}</>}>
        {filter && <Link {...(explorerTarget(id, { filter }) as { to: "/explorer" })} className="button">In history</Link>}
      </PageHead>
      <div className="stack">
        {error ? <Problem error={error} /> : !data ? <Loading /> : !row ? <Empty title={`${unit} ${groupKey} is not in the table now`}>{isPart ? "Flows that carry it under another protocol are listed below; ended ones are in the Explorer." : "It may have gone idle: look in the Explorer."}</Empty> : (
          <div className="figures">
            <Figure label="Traffic" value={formatBytes(row.bytes)} hint={`${formatBytes(row.bytesSent)} sent, ${formatBytes(row.bytesReceived)} received`} />
            <Figure label="Throughput" value={formatBitRate(row.bitsPerSecond, throughputUnit)} />
            <Figure label="Packets" value={formatCount(row.packetsSent + row.packetsReceived)} />
            <Figure label="Flows" value={formatCount(row.flows)} hint="since start" />
            {row.hosts !== null && <Figure label="Hosts" value={formatCount(row.hosts)} hint="now" />}
            <Figure label="Score" value={formatCount(row.score)} tone={row.score > 0 ? "warning" : undefined} />
          </div>
        )}
        {kind === "application" && <AboutApplication interfaceId={id} label={groupKey} filter={filter} />}
        {withSeries.includes(kind) && <TrafficHistory kind={kind as SeriesKind} seriesKey={groupKey} />}
        {filter && <LiveFlowTable name="flows" about={filter} />}
      </div>
    </>
  )
}
