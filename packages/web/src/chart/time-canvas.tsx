import { LineChart } from "echarts/charts"
import { AxisPointerComponent, GridComponent, TooltipComponent } from "echarts/components"
import { init, use, type ECharts } from "echarts/core"
import { CanvasRenderer } from "echarts/renderers"
import { useEffect, useRef, useState } from "react"
import { formatAxisTime, formatDateTime } from "../format/time.ts"
import { useSettings } from "../state/session.tsx"
import { useShownTheme } from "../state/theme.ts"
import { seriesColor, type ChartSeries } from "./time-chart.tsx"

use([LineChart, GridComponent, TooltipComponent, AxisPointerComponent, CanvasRenderer])

export interface TimeCanvasProps {
  /** Says what the chart shows, for those who cannot see it. */
  readonly label: string
  readonly startMs: number
  readonly stepMs: number
  readonly series: readonly ChartSeries[]
  readonly stacked?: boolean
  readonly format: (value: number) => string
  readonly sumFormat?: (value: number) => string
  /** Dragging over the chart picks a range. */
  readonly onPick?: (fromMs: number, toMs: number) => void
}

/** Canvas cannot read CSS variables: their present values. */
function cssColor(name: string): string {
  const variable = /^var\((.+)\)$/.exec(name)
  return variable ? getComputedStyle(document.documentElement).getPropertyValue(variable[1]).trim() : name
}

export default function TimeCanvas(props: TimeCanvasProps) {
  const { startMs, stepMs, series, stacked = false, format, onPick } = props
  const place = useRef<HTMLDivElement>(null)
  const chart = useRef<ECharts | null>(null)
  const shownTheme = useShownTheme()
  const { dateFormat } = useSettings()
  const [drag, setDrag] = useState<{ from: number; to: number } | null>(null)

  useEffect(() => {
    if (!place.current) return
    const made = init(place.current)
    chart.current = made
    const observer = new ResizeObserver(() => made.resize())
    observer.observe(place.current)
    return () => {
      observer.disconnect()
      made.dispose()
      chart.current = null
    }
  }, [])

  useEffect(() => {
    const muted = cssColor("var(--muted)")
    const line = cssColor("var(--line)")
    const steps = Math.max(0, ...series.map((one) => one.values.length))
    const spanMs = steps * stepMs
    chart.current?.setOption({
      animation: false,
      grid: { left: 8, right: 14, top: 10, bottom: 4, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
      textStyle: { fontFamily: "inherit" },
      xAxis: {
        type: "time", min: startMs, max: startMs + Math.max(1, steps - 1) * stepMs, splitNumber: 6,
        axisLine: { lineStyle: { color: line } }, axisTick: { show: false }, splitLine: { show: false },
        axisLabel: { color: muted, fontSize: 11, hideOverlap: true, formatter: (value: number) => formatAxisTime(value, spanMs) },
      },
      yAxis: { type: "value", min: 0, splitNumber: 3, axisLabel: { color: muted, fontSize: 11, formatter: format }, splitLine: { lineStyle: { color: line } } },
      tooltip: {
        trigger: "axis", renderMode: "richText", confine: true, // drawn, not HTML: names come from the wire
        backgroundColor: cssColor("var(--raised)"), borderColor: line, padding: [7, 10], textStyle: { color: cssColor("var(--text)"), fontSize: 12, fontWeight: "normal" },
        axisPointer: { type: "line", lineStyle: { color: muted } },
        formatter: (points: unknown) => tooltipText(points as readonly { seriesName: string; value: [number, number | null] }[], format, (ms) => formatDateTime(ms, dateFormat)),
      },
      series: series.map((one, index) => {
        const color = cssColor(one.color ?? seriesColor(index))
        return {
          type: "line", name: one.name, data: one.values.map((value, step) => [startMs + step * stepMs, value]), symbol: "none", connectNulls: false, sampling: "lttb",
          lineStyle: { width: stacked ? 0.5 : 1.4, color }, itemStyle: { color }, areaStyle: { color, opacity: stacked ? 0.75 : series.length === 1 ? 0.16 : 0.08 }, ...(stacked ? { stack: "all" } : {}), emphasis: { disabled: true },
        }
      }),
    }, { replaceMerge: ["series"] })
  }, [series, startMs, stepMs, stacked, format, shownTheme, dateFormat])

  function timeAt(x: number): number {
    return Number(chart.current?.convertFromPixel({ xAxisIndex: 0 }, x) ?? 0)
  }
  return (
    <>
      <div
        className="chart-canvas" ref={place}
        onPointerDown={(event) => {
          if (!onPick || event.button !== 0 || event.pointerType === "touch") return
          event.currentTarget.setPointerCapture(event.pointerId)
          setDrag({ from: event.nativeEvent.offsetX, to: event.nativeEvent.offsetX })
        }}
        onPointerMove={(event) => { if (drag) setDrag({ ...drag, to: event.nativeEvent.offsetX }) }}
        onPointerUp={() => {
          setDrag(null)
          if (!drag || !onPick || Math.abs(drag.to - drag.from) < 6) return
          onPick(Math.floor(timeAt(Math.min(drag.from, drag.to))), Math.ceil(timeAt(Math.max(drag.from, drag.to))))
        }}
        onPointerCancel={() => setDrag(null)}
      />
      {drag && Math.abs(drag.to - drag.from) >= 6 && <div className="chart-pick" style={{ left: Math.min(drag.from, drag.to), width: Math.abs(drag.to - drag.from) }} />}
    </>
  )
}

function tooltipText(points: readonly { seriesName: string; value: [number, number | null] }[], format: (value: number) => string, time: (ms: number) => string): string {
  if (points.length === 0) return ""
  const lines = points.filter((point) => point.value[1]).map((point) => `${clean(point.seriesName)}  ${format(point.value[1] ?? 0)}`)
  return [time(points[0].value[0]), ...(lines.length > 0 ? lines : ["0"])].join("\n")
}

/** Rich text has markup of its own in braces and bars. */
function clean(name: string): string {
  return name.replace(/[{}|]/g, " ").slice(0, 48)
}
