// One of a few, all in sight.
export function Segments<Id extends string>({ options, value, onChange, label }: { options: readonly (readonly [id: Id, title: string])[]; value: Id; onChange: (id: Id) => void; label: string }) {
  return (
    <div className="segments" role="group" aria-label={label}>
      {options.map(([id, title]) => <button key={id} type="button" aria-pressed={id === value} onClick={() => onChange(id)}>{title}</button>)}
    </div>
  )
}
