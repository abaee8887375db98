import { Checkbox, Popover } from "@mantine/core"
import type { Column } from "@netweir/model"
import { Icon } from "../views/icons.tsx"

export function ColumnPicker({ columns, shown, onChange, onReset }: { columns: readonly Column[]; shown: readonly string[]; onChange: (shown: readonly string[]) => void; onReset: () => void }) {
  const groups = [...new Set(columns.map((column) => column.group))]
  function toggle(id: string) {
    const next = shown.includes(id) ? shown.filter((one) => one !== id) : [...shown, id]
    if (next.length > 0) onChange(next)
  }
  return (
    <Popover position="bottom-end" width={360}>
      <Popover.Target><button type="button" className="button" aria-label="Columns"><Icon name="columns" size={16} /><span className="wide-only">Columns</span></button></Popover.Target>
      <Popover.Dropdown>
        <div className="column-picker">
          <div className="column-picker-head"><b>Columns</b><button type="button" className="button quiet" onClick={onReset}>Defaults</button></div>
          {groups.map((group) => (
            <fieldset key={group}>
              <legend>{group}</legend>
              {columns.filter((column) => column.group === group).map((column) => (
                <Checkbox key={column.id} size="xs" label={<span title={column.help}>{column.label}</span>} checked={shown.includes(column.id)} onChange={() => toggle(column.id)} />
              ))}
            </fieldset>
          ))}
        </div>
      </Popover.Dropdown>
    </Popover>
  )
}
