#!/usr/bin/env bash
# Passes all tests: installs what they need, builds, checks, runs. The last line is `N passed, N failed, N skipped`.
set -u
cd "$(dirname "$0")/.."
export npm_config_fund=false npm_config_audit=false

# Debian packages: real browsers, capture tools and exporters that tests drive. As root they are installed, else named.
packages=(chromium tcpdump tcpreplay iproute2 ethtool redis-server softflowd fprobe openvswitch-switch nfdump pmacct rsyslog libpcap0.8 fonts-dejavu-core procps)
missing=()
for package in "${packages[@]}"; do dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q "ok installed" || missing+=("$package"); done
if [ ${#missing[@]} -gt 0 ]; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    printf 'Installing %s ...\n' "${missing[*]}"
    # No service of a test's package may start by itself.
    [ -e /usr/sbin/policy-rc.d ] || { printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d; chmod +x /usr/sbin/policy-rc.d; }
    apt-get update -qq >/dev/null
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null || printf 'apt-get could not install all of: %s; tests that need them say so and are skipped.\n' "${missing[*]}"
  else
    printf 'Not installed: %s. Tests that need them are skipped; to run them: sudo apt-get install %s\n' "${missing[*]}" "${missing[*]}"
  fi
fi

[ -d node_modules ] && [ package-lock.json -ot node_modules/.package-lock.json ] || npm ci --no-fund --no-audit || exit 1
exec node scripts/test.mjs "$@"
