import { formatCount } from "../format/number.ts"
import { PAGE_SIZES } from "../state/table-state.ts"
import { Icon } from "../views/icons.tsx"

export function Pager({ offset, limit, matched, total, onPage, onLimit }: { offset: number; limit: number; matched: number; total?: number; onPage: (page: number) => void; onLimit: (limit: number) => void }) {
  const page = Math.floor(offset / limit) + 1
  const pages = Math.max(1, Math.ceil(matched / limit))
  const last = Math.min(offset + limit, matched)
  return (
    <nav className="pager" aria-label="Pages">
      <span className="pager-count" role="status">
        {matched === 0 ? "0" : `${formatCount(Math.min(offset + 1, matched))}–${formatCount(last)}`} of {formatCount(matched)}
        {total !== undefined && total > matched && <span className="muted"> (filtered from {formatCount(total)})</span>}
      </span>
      <label className="muted">Rows <select className="plain" value={limit} onChange={(event) => onLimit(Number(event.target.value))}>{PAGE_SIZES.map((size) => <option key={size}>{size}</option>)}</select></label>
      <button type="button" className="button icon-only" disabled={page <= 1} onClick={() => onPage(page - 1)} aria-label="Previous page"><Icon name="left" size={16} /></button>
      <span className="nowrap">{formatCount(page)} / {formatCount(pages)}</span>
      <button type="button" className="button icon-only" disabled={page >= pages} onClick={() => onPage(page + 1)} aria-label="Next page"><Icon name="open" size={16} /></button>
    </nav>
  )
}
