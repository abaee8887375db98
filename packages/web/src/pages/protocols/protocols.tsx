// Every protocol and application that Netweir knows, whether seen or not.
import { TextInput } from "@mantine/core"
import { allGuides, portsText, type ProtocolGuide } from "@netweir/model/protocol-guide.ts"
import { Link, type LinkProps } from "@tanstack/react-router"
import { useDeferredValue, useMemo } from "react"
import { formatCount } from "../../format/number.ts"
import { useInterfaceId } from "../../state/interfaces.tsx"
import { useSearchState } from "../../state/use-search-state.ts"
import { useLive } from "../../api/use-live.ts"
import { PageHead, Panel } from "../../views/panel.tsx"
import { Empty } from "../../views/states.tsx"
import { useTitle } from "../../views/use-title.ts"
import { groupTarget } from "../targets.ts"

export default function ProtocolsPage() {
  useTitle("Known protocols")
  const id = useInterfaceId()
  const [search, change] = useSearchState()
  const wanted = useDeferredValue(search.text ?? "")
  const guides = useMemo(() => allGuides().filter(({ protocol }) => protocol.id !== 0).toSorted((a, b) => a.protocol.name.localeCompare(b.protocol.name)), [])
  const shown = useMemo(() => guides.filter((guide) => matches(guide, wanted.toLowerCase())), [guides, wanted])
  const { data } = useLive(id, "flowGroups", { by: ["app"], limit: 1000 }, { everyMs: 10_000 })
  const flowsByName = useMemo(() => {
    const sums = new Map<string, number>()
    for (const { key, flows } of data?.groups ?? []) for (const part of String(key[0]).split(".")) sums.set(part, (sums.get(part) ?? 0) + flows)
    return sums
  }, [data])
  return (
    <>
      <PageHead title="Known protocols" sub={<><Link {...(groupsLink(id) as LinkProps)}>Applications seen</Link><span>{formatCount(shown.length)} of {formatCount(guides.length)}</span></>} />
      <div className="stack">
        <TextInput aria-label="Search protocols" placeholder="Name, category, port, or a word of the description" defaultValue={search.text ?? ""} onChange={(event) => change({ text: event.currentTarget.value || undefined }, true)} />
        <Panel title="Protocols and applications" flush>
          {shown.length === 0 ? <Empty title="None is like that">A rule of yours can name what is missing: Settings, Rules.</Empty> : (
            <div className="scroll-x">
              <table className="simple-table">
                <caption className="visually-hidden">Protocols and applications</caption>
                <thead><tr><th>Name</th><th>What it is</th><th>Category</th><th className="wide-column">Breed</th><th className="wide-column">Found by</th><th className="wide-column">Default ports</th><th className="numeric">Flows now</th></tr></thead>
                <tbody>
                  {shown.map(({ protocol, description, foundBy }) => (
                    <tr key={protocol.id}>
                      <th scope="row" className="nowrap"><Link {...(groupTarget(id, "application", protocol.name) as LinkProps)}>{protocol.name}</Link></th>
                      <td style={{ minWidth: 240, whiteSpace: "normal" }}>{description}</td><td>{protocol.category}</td><td className="wide-column">{protocol.breed.replaceAll("_", " ")}</td>
                      <td className="wide-column">{foundBy.join("; ") || <span className="muted">your rules only</span>}</td><td className="wide-column">{portsText(protocol)}</td>
                      <td className="numeric">{flowsByName.has(protocol.name) ? formatCount(flowsByName.get(protocol.name) ?? 0) : ""}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          )}
        </Panel>
      </div>
    </>
  )
}

const groupsLink = (interfaceId: string) => ({ to: "/groups/$kind", params: { kind: "application" }, search: { interface: interfaceId } })

function matches({ protocol, description, foundBy }: ProtocolGuide, text: string): boolean {
  if (text === "") return true
  if (/^\d+$/.test(text)) return [...protocol.tcpPorts, ...protocol.udpPorts].includes(Number(text))
  return `${protocol.name} ${protocol.category} ${protocol.breed} ${description} ${foundBy.join(" ")}`.toLowerCase().includes(text)
}
