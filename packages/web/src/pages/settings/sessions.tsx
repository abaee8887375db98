import { Button, TextInput } from "@mantine/core"
import { useState } from "react"
import { useSettings } from "../../state/session.tsx"
import { Panel } from "../../views/panel.tsx"
import { Problem } from "../../views/states.tsx"
import { usePutSettings } from "./use-put-settings.ts"

const MAX_HOURS = 168

/** How long a login lasts, for everybody. */
export function Sessions() {
  const { sessionHours } = useSettings()
  return <SessionForm key={sessionHours} saved={sessionHours} />
}

function SessionForm({ saved }: { saved: number }) {
  const put = usePutSettings()
  const [hours, setHours] = useState(String(saved))
  const isRight = Number(hours) >= 1 && Number(hours) <= MAX_HOURS
  return (
    <Panel title="Sessions">
      <form className="form" onSubmit={(event) => { event.preventDefault(); if (isRight) put.mutate({ sessionHours: Number(hours) }) }}>
        <TextInput label="Sessions end after" description={`Hours without use, 1 to ${MAX_HOURS}.`} inputMode="numeric" value={hours} onChange={(event) => setHours(event.currentTarget.value)} error={isRight ? undefined : `From 1 to ${MAX_HOURS}`} />
        {put.error && <Problem error={put.error} />}
        <Button type="submit" loading={put.isPending} disabled={!isRight}>Save</Button>
      </form>
    </Panel>
  )
}
