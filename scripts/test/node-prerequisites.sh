#!/usr/bin/env bash
# Installs what a real node in the tests needs beside the programs that are built, from Debian's packages. Does nothing
# where all of it is there. The node runs a containerd of its own; one that the package starts, or Docker's, is left alone.
set -euo pipefail

missing() {
  printf 'node-prerequisites: %s\n' "$@" >&2
  exit 1
}

packages=()
need() { # need PACKAGE TEST...
  local package=$1
  shift
  "$@" >/dev/null 2>&1 || packages+=("$package")
}
have() { command -v "$1"; }
is_static() { [[ -x "$1" ]] && ! grep -q -m1 -a '/ld-' <(head -c 4096 "$1"); }

need containerd have containerd
need runc have runc
need iptables have iptables
need iproute2 have ip
need util-linux have nsenter
need mount have mount
need containernetworking-plugins test -x /usr/lib/cni/ptp -o -x /opt/cni/bin/ptp
need busybox-static is_static /bin/busybox

((${#packages[@]} > 0)) || exit 0
[[ "$(uname -s)" == Linux ]] || missing 'a node needs Linux.'
[[ "$(id -u)" == 0 ]] || missing "Only root can install ${packages[*]}. Remedy: sudo scripts/test/node-prerequisites.sh"
command -v apt-get >/dev/null || missing "There is no apt-get to install ${packages[*]} with." \
  "Install containerd, runc, iptables, the CNI plugins and a static busybox as this system's own documentation says."

log=$(mktemp -t node-prerequisites.XXXXXX)
printf 'node-prerequisites: installing Debian'\''s packages %s (log: %s)\n' "${packages[*]}" "$log"
apt-get update >"$log" 2>&1 || true
if ! DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends "${packages[@]}" >>"$log" 2>&1; then
  tail -n 15 "$log" >&2
  missing "Installing ${packages[*]} failed; the end of its log ($log) is above."
fi
