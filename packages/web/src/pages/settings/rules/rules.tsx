// Settings > Rules: the user's rule files, and the editor of one.
import { listRuleFiles, type ReplyOf } from "@netweir/server/contract"
import { categories } from "@netweir/model"
import { NativeSelect } from "@mantine/core"
import { useQuery } from "@tanstack/react-query"
import { call, type ApiError } from "../../../api/call.ts"
import { formatThings } from "../../../format/number.ts"
import { formatDateTime } from "../../../format/time.ts"
import { formatBytes } from "../../../format/volume.ts"
import { useSettings } from "../../../state/session.tsx"
import { useSearchState } from "../../../state/use-search-state.ts"
import { Panel } from "../../../views/panel.tsx"
import { Loading, Problem } from "../../../views/states.tsx"
import { RuleEditor } from "./rule-editor.tsx"

type RuleFile = ReplyOf<typeof listRuleFiles>["files"][number]

export function Rules() {
  const [search, change] = useSearchState()
  const { data, error, refetch } = useQuery<ReplyOf<typeof listRuleFiles>, ApiError>({ queryKey: ["rules"], queryFn: ({ signal }) => call(listRuleFiles, { signal }) })
  const open = (file: string | undefined) => change({ file })
  if (error) return <Problem error={error} retry={() => void refetch()} />
  if (!data) return <Loading label="Loading the rules" />
  if (search.file !== undefined) return <RuleEditor key={search.file} name={search.file} known={data.files.find(({ name }) => name === search.file)} onClose={() => open(undefined)} />
  return (
    <div className="stack">
      <p className="muted">Rules add to what Netweir knows: applications of your own, categories, block lists, exceptions. The files lie in <code>{data.directory}</code>; changes count at once, for flows that are named from then on.</p>
      <Panel title="Rule files" flush aside={<NewCategoryList files={data.files} onOpen={open} />}>
        <div className="scroll-x">
          <table className="simple-table">
            <thead><tr><th>File</th><th>Holds</th><th>State</th><th className="numeric">Size</th><th>Changed</th></tr></thead>
            <tbody>{data.files.map((file) => <FileRow key={file.name} file={file} onOpen={open} />)}</tbody>
          </table>
        </div>
      </Panel>
      {data.customProtocolsFile !== null && <p className="muted small">Also read, given with -p: <code>{data.customProtocolsFile}</code></p>}
    </div>
  )
}

function FileRow({ file, onOpen }: { file: RuleFile; onOpen: (name: string) => void }) {
  const { dateFormat } = useSettings()
  return (
    <tr>
      <th scope="row">{file.isTooLarge ? <span title="Too large for the browser: edit it where it lies.">{file.name}</span> : <button type="button" className="link-button" onClick={() => onOpen(file.name)}>{file.name}</button>}</th>
      <td>{file.holds}</td>
      <td>{!file.exists ? <span className="muted">none yet</span> : file.problems.length > 0 ? <span className="tag tone-warning">{formatThings(file.problems.length, "problem")}</span> : <span className="tag tone-ok">in use</span>}</td>
      <td className="numeric">{file.exists ? formatBytes(file.bytes) : ""}</td>
      <td className="nowrap">{file.modifiedMs === null ? "" : formatDateTime(file.modifiedMs, dateFormat)}</td>
    </tr>
  )
}

/** There is one such file per category. */
function NewCategoryList({ files, onOpen }: { files: readonly RuleFile[]; onOpen: (name: string) => void }) {
  const taken = new Set(files.map(({ name }) => name.toLowerCase()))
  const fileOf = (category: string) => `${category.toLowerCase().replaceAll(" ", "-")}-domains.txt`
  const free = categories.filter(({ id, name }) => id > 0 && !taken.has(fileOf(name)))
  return <NativeSelect size="xs" aria-label="New category list" value="" onChange={(event) => event.currentTarget.value && onOpen(event.currentTarget.value)} data={[{ value: "", label: "New category list…" }, ...free.map(({ name }) => ({ value: fileOf(name), label: name }))]} />
}
