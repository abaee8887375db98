// The few icons of the shell: 24 by 24, drawn with one pen.
const paths = {
  dashboard: "M4 13h6V4H4zm0 7h6v-4H4zm10 0h6v-9h-6zm0-16v4h6V4z",
  flows: "M4 7h13m0 0-3-3m3 3-3 3M20 17H7m0 0 3 3m-3-3 3-3",
  hosts: "M4 5h16v10H4zM9 20h6m-3-5v5",
  interfaces: "M5 9V5h14v4M5 9h14v10H5zm4 10v-4m3 4v-4m3 4v-4",
  exporters: "M4 15h16v5H4zM7.5 17.5h.01M12 11V4m0 0-3 3m3-3 3 3M6 11a6 6 0 0 1 2-4m10 4a6 6 0 0 0-2-4",
  applications: "M5 5h5v5H5zm9 0h5v5h-5zM5 14h5v5H5zm9 0h5v5h-5z",
  protocols: "M4 6h16M4 12h11M4 18h7M18 10v8m0 0-3-3m3 3 3-3",
  network: "M12 4v6m0 0H6v4m6-4h6v4M9.5 4h5M4 14h4v5H4zm12 0h4v5h-4z",
  asn: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM8 12h8M12 8v8",
  country: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM3 12h18M12 3c3 3 3 15 0 18M12 3c-3 3-3 15 0 18",
  vlan: "M4 8l8-4 8 4-8 4zm0 4 8 4 8-4M4 16l8 4 8-4",
  device: "M7 7h10v10H7zM10 3v4m4-4v4m-4 10v4m4-4v4M3 10h4m-4 4h4m10-4h4m-4 4h4",
  explorer: "M4 20V4m0 16h16M8 16v-4m4 4V8m4 8v-6",
  settings: "M4 7h9m4 0h3M4 17h3m4 0h9M15 5v4m-6 6v4",
  health: "M3 12h4l3-7 4 14 3-7h4",
  search: "M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14zm5 12 4 4",
  menu: "M4 7h16M4 12h16M4 17h16",
  collapse: "M15 6l-6 6 6 6",
  sun: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2v2m0 16v2M2 12h2m16 0h2M5 5l1.5 1.5M17.5 17.5 19 19M19 5l-1.5 1.5M6.5 17.5 5 19",
  moon: "M20 14A8 8 0 1 1 10 4a6.5 6.5 0 0 0 10 10z",
  auto: "M12 3a9 9 0 1 0 0 18zM12 3a9 9 0 0 1 0 18",
  user: "M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM4 20c1-4 4-5 8-5s7 1 8 5",
  alert: "M12 4 3 20h18zM12 10v5m0 2.5v.5",
  pause: "M8 5v14M16 5v14",
  play: "M7 5l11 7-11 7z",
  columns: "M4 5h16v14H4zM9.5 5v14m5-14v14",
  download: "M12 4v11m0 0-4-4m4 4 4-4M5 20h14",
  close: "M6 6l12 12M18 6 6 18",
  open: "M9 6l6 6-6 6",
  left: "M15 6l-6 6 6 6",
  edit: "M5 19h4L19 9l-4-4L5 15z",
  plus: "M12 5v14M5 12h14",
  minus: "M5 12h14",
  check: "M5 13l4 4L19 7",
  help: "M9 9a3 3 0 1 1 4 3c-1 .5-1 1-1 2m0 3v.5",
  funnel: "M4 5h16l-6 8v6l-4-2v-4z",
} as const
export type IconName = keyof typeof paths

export function Icon({ name, size = 18 }: { name: IconName; size?: number }) {
  return (
    <svg className="icon" width={size} height={size} viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="1.7" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  )
}
