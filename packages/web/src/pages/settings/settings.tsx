// What can be set in the browser.
import { useSession } from "../../state/session.tsx"
import { useSearchState } from "../../state/use-search-state.ts"
import { PageHead } from "../../views/panel.tsx"
import { Tabs } from "../../views/tabs.tsx"
import { useTitle } from "../../views/use-title.ts"
import { Account } from "./account.tsx"
import { Appearance } from "./appearance.tsx"
import { Retention } from "./retention.tsx"
import { Rules } from "./rules/rules.tsx"
import { Sessions } from "./sessions.tsx"
import { Tokens } from "./tokens.tsx"
import { Users } from "./users.tsx"

type Tab = "appearance" | "account" | "users" | "tokens" | "retention" | "rules"

export default function SettingsPage() {
  useTitle("Settings")
  const { role, loginDisabled } = useSession()
  const [search, change] = useSearchState()
  const tabs: readonly (readonly [Tab, string])[] = [["appearance", "Appearance"], ...(loginDisabled ? [] : [["account", "Account"] as const]), ...(role === "admin" ? [["users", "Users"] as const] : []), ["tokens", "API tokens"], ["retention", "Retention"], ...(role === "admin" ? [["rules", "Rules"] as const] : [])]
  const tab = tabs.find(([id]) => id === search.tab)?.[0] ?? "appearance"
  return (
    <>
      <PageHead title="Settings" />
      <Tabs label="Settings" tabs={tabs} active={tab} onChange={(next) => change({ file: undefined, tab: next === "appearance" ? undefined : next })} />
      {tab === "appearance" && <Appearance />}
      {tab === "account" && <Account />}
      {tab === "users" && <div className="stack"><Users /><Sessions /></div>}
      {tab === "tokens" && <Tokens />}
      {tab === "rules" && <Rules />}
      {tab === "retention" && <Retention />}
    </>
  )
}
