import { Button, Modal } from "@mantine/core"
import { useState } from "react"

/** A button that asks once more. */
export function Confirm({ label, title, text, onConfirm }: { label: string; title: string; text: string; onConfirm: () => void }) {
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <button type="button" className="button quiet tone-error" onClick={() => setOpen(true)}>{label}</button>
      <Modal opened={isOpen} onClose={() => setOpen(false)} title={title} size="sm">
        <p style={{ marginBottom: 14 }}>{text}</p>
        <div className="form-row">
          <Button variant="default" onClick={() => setOpen(false)}>Cancel</Button>
          <Button color="red" onClick={() => { setOpen(false); onConfirm() }}>{label}</Button>
        </div>
      </Modal>
    </>
  )
}
