import { ActionIcon, Menu } from "@mantine/core"
import { logout } from "@netweir/server/contract"
import { useQueryClient } from "@tanstack/react-query"
import { Link, useNavigate } from "@tanstack/react-router"
import { call } from "../api/call.ts"
import { useLink } from "../api/use-live.ts"
import { formatRatio, formatShortCount } from "../format/number.ts"
import { formatBitRate } from "../format/volume.ts"
import { ALL_INTERFACES, useAllStats, useChooseInterface, useChosenStats, useInterfaceId } from "../state/interfaces.tsx"
import { useSession, useSettings } from "../state/session.tsx"
import { useTheme, type Theme } from "../state/theme.ts"
import { prefix } from "../state/prefix.ts"
import { Icon, type IconName } from "../views/icons.tsx"
import { SearchBox } from "./search-box.tsx"
import { keepInterface } from "./sidebar.tsx"

export function TopBar({ onMenu }: { onMenu: () => void }) {
  return (
    <header className="top-bar">
      <ActionIcon variant="subtle" color="gray" className="menu-button" onClick={onMenu} aria-label="Open the menu"><Icon name="menu" /></ActionIcon>
      <InterfacePicker />
      <SearchBox />
      <Badges />
      <div className="top-end">
        <ThemeMenu />
        <UserMenu />
      </div>
      <LoadProgress />
    </header>
  )
}

function InterfacePicker() {
  const { data = [] } = useAllStats()
  const chosen = useInterfaceId()
  const choose = useChooseInterface()
  return (
    <label className="interface-picker">
      <span className="visually-hidden">Interface</span>
      <select value={chosen} onChange={(event) => choose(event.target.value)}>
        {data.length !== 1 && <option value={ALL_INTERFACES}>All interfaces</option>}
        {data.map((one) => <option key={one.id} value={one.id}>{one.name}</option>)}
      </select>
    </label>
  )
}

function Badges() {
  const stats = useChosenStats()
  const { throughputUnit } = useSettings()
  const link = useLink()
  return (
    <div className="badges" role="group" aria-label="Now">
      {link === "lost" && <span className="badge tone-error" role="status">Connection lost, trying again</span>}
      <Link to="/interfaces" search={keepInterface} className="badge throughput" title="Throughput now">
        <i className={`dot ${stats?.state === "running" ? "live" : stats?.state === "failed" ? "failed" : ""}`} />
        {formatBitRate(stats?.bitsPerSecond, throughputUnit)}
      </Link>
      <Link to="/flows" search={keepInterface} className="badge" aria-label={`${stats?.activeFlows ?? 0} flows`}><b>{formatShortCount(stats?.activeFlows)}</b> {stats?.activeFlows === 1 ? "flow" : "flows"}</Link>
      <Link to="/hosts" search={keepInterface} className="badge" aria-label={`${stats?.activeHosts ?? 0} hosts`}><b>{formatShortCount(stats?.activeHosts)}</b> {stats?.activeHosts === 1 ? "host" : "hosts"}</Link>
      <Link to="/flows" search={(before: Record<string, unknown>) => ({ ...keepInterface(before), filter: "score > 0", sort: "-score" })} className={`badge ${stats?.alertedFlows ? "tone-warning" : ""}`} aria-label={`${stats?.alertedFlows ?? 0} alerted flows`}>
        <Icon name="alert" size={14} /><b>{formatShortCount(stats?.alertedFlows)}</b> alerted
      </Link>
    </div>
  )
}

/** A capture file being read: the pages work meanwhile. */
function LoadProgress() {
  const stats = useChosenStats()
  if (!stats || stats.progress === null || stats.state !== "running") return null
  return (
    <div className="load-progress" role="progressbar" aria-label={`Reading ${stats.name}`} aria-valuemin={0} aria-valuemax={100} aria-valuenow={Math.round(stats.progress * 100)}>
      <div style={{ width: `${stats.progress * 100}%` }} />
      <span>Reading {stats.name}: {formatRatio(stats.progress)}</span>
    </div>
  )
}

const themes: readonly (readonly [Theme, string, IconName])[] = [["light", "Light", "sun"], ["dark", "Dark", "moon"], ["auto", "As the system", "auto"]]

function ThemeMenu() {
  const [theme, setTheme] = useTheme()
  const current = themes.find(([id]) => id === theme) ?? themes[2]
  return (
    <Menu position="bottom-end" width={170}>
      <Menu.Target><ActionIcon variant="subtle" color="gray" aria-label={`Theme: ${current[1]}`}><Icon name={current[2]} /></ActionIcon></Menu.Target>
      <Menu.Dropdown>
        {themes.map(([id, title, icon]) => <Menu.Item key={id} leftSection={<Icon name={icon} size={16} />} rightSection={id === theme ? <Icon name="check" size={14} /> : null} onClick={() => setTheme(id)}>{title}</Menu.Item>)}
      </Menu.Dropdown>
    </Menu>
  )
}

function UserMenu() {
  const session = useSession()
  const client = useQueryClient()
  const navigate = useNavigate()
  async function leave() {
    await call(logout, {}).catch(() => undefined) // an ended session is logged out already
    client.setQueryData(["session"], null)
    client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== "session" }) // nothing of this user stays for the next
  }
  return (
    <Menu position="bottom-end" width={200}>
      <Menu.Target><ActionIcon variant="subtle" color="gray" aria-label={`User ${session.user}`}><Icon name="user" /></ActionIcon></Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{session.user} · {session.loginDisabled ? "login is off" : session.role}</Menu.Label>
        <Menu.Item onClick={() => void navigate({ to: "/settings", search: { tab: "appearance" } as never })}>Appearance</Menu.Item>
        {!session.loginDisabled && <Menu.Item onClick={() => void navigate({ to: "/settings", search: { tab: "account" } as never })}>Change password</Menu.Item>}
        <Menu.Item component="a" href={`${prefix}/api/docs`}>API reference</Menu.Item>
        {!session.loginDisabled && <Menu.Divider />}
        {!session.loginDisabled && <Menu.Item onClick={() => void leave()}>Log out</Menu.Item>}
      </Menu.Dropdown>
    </Menu>
  )
}
