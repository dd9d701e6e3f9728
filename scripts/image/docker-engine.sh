#!/usr/bin/env bash
# Makes a Docker Engine available for `make image` and for the image test.
#
#   scripts/image/docker-engine.sh         does nothing if an engine answers; otherwise starts one, installing
#                                          Debian's packages first where that is possible
#   scripts/image/docker-engine.sh stop    ends the engine that this script started, and no other
#
# DOCKERD_FLAGS   more flags for dockerd, e.g. "--storage-driver=vfs" where /var/lib/docker cannot hold overlay2
set -euo pipefail

readonly packages=(docker.io iptables)
# Newer Debians have the client and BuildKit in packages of their own, older ones do not know these names.
readonly packages_if_known=(docker-cli docker-buildx)
# Outside /tmp: `stop` signals the process named here, so only root may be able to write it.
readonly own_pid_file=/run/gpu-fraction-webhook-dockerd.pid
readonly seconds_to_wait=60

say() { printf 'docker-engine: %s\n' "$*"; }

# Says what is missing and what a person can do about it, one line per argument.
missing() {
  printf 'docker-engine: no Docker Engine is available here.\n' >&2
  printf '  %s\n' "$@" >&2
  exit 1
}

engine_version() { docker version --format '{{.Server.Version}}' 2>/dev/null; }

# True only for an engine that is really there: a client without an engine prints an empty version.
engine_answers() { command -v docker >/dev/null && [[ -n "$(engine_version)" ]]; }

report_running() { say "Docker Engine $(engine_version) answers"; }

install_packages() {
  local log package wanted=("${packages[@]}")
  log=$(mktemp -t docker-engine-install.XXXXXX)
  apt-get update >"$log" 2>&1 || true
  for package in "${packages_if_known[@]}"; do
    if apt-cache policy "$package" | grep -q 'Candidate: [^(]'; then wanted+=("$package"); fi
  done
  say "installing Debian's packages ${wanted[*]} (log: $log)"
  if ! DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends "${wanted[@]}" >>"$log" 2>&1; then
    tail -n 15 "$log" >&2
    missing "Installing ${wanted[*]} failed; the end of its log ($log) is above."
  fi
}

# Where systemd runs it owns the engine's life; a second dockerd beside it would fight over the socket.
start_with_systemd() {
  systemctl start docker || missing "'systemctl start docker' failed; 'journalctl -u docker' tells why."
}

start_in_background() {
  local log flags=()
  log=$(mktemp -t dockerd.XXXXXX.log)
  read -ra flags <<<"${DOCKERD_FLAGS:-}"
  # Detached from the terminal and the process group: the engine outlives this script and holds no pipe of its caller open.
  setsid nohup dockerd ${flags[@]+"${flags[@]}"} </dev/null >"$log" 2>&1 &
  local pid=$!
  printf '%s\n' "$pid" >"$own_pid_file"
  say "started dockerd, process $pid, log $log"

  local deadline=$((SECONDS + seconds_to_wait))
  until engine_answers; do
    if ! kill -0 "$pid" 2>/dev/null; then
      rm -f "$own_pid_file"
      grep -E 'level=(error|fatal)|^failed' "$log" | tail -n 5 >&2 || tail -n 15 "$log" >&2
      missing "dockerd ended while starting; its log is $log." \
        "Flags that help on unusual machines can be given, e.g. DOCKERD_FLAGS='--storage-driver=vfs'."
    fi
    ((SECONDS < deadline)) || missing "dockerd did not answer within $seconds_to_wait s; its log is $log."
    sleep 0.2
  done
}

start() {
  if engine_answers; then
    report_running
    return
  fi

  # Starting a local engine would not help a client that is told to use another one.
  [[ -z "${DOCKER_HOST:-}" ]] || missing "DOCKER_HOST is $DOCKER_HOST, and nothing answers there." \
    "Start that engine, or unset DOCKER_HOST to use a local one."
  [[ "$(uname -s)" == Linux ]] || missing "Start Docker Desktop, or another engine for $(uname -s), and try again."
  if [[ "$(id -u)" != 0 ]]; then
    [[ ! -S /var/run/docker.sock || -w /var/run/docker.sock ]] ||
      missing "An engine seems to run, but $(id -un) may not use /var/run/docker.sock." \
        "Remedy: sudo usermod -aG docker $(id -un), then log in again."
    missing "Only root can install or start one. Remedy: sudo scripts/image/docker-engine.sh"
  fi

  if ! command -v dockerd >/dev/null; then
    command -v apt-get >/dev/null || missing "There is no dockerd, and no apt-get to install it with." \
      "Install Docker Engine as this system's own documentation says, and try again."
    install_packages
    # On an ordinary Debian the package starts its service itself.
    if engine_answers; then
      report_running
      return
    fi
  fi

  if [[ -d /run/systemd/system ]]; then start_with_systemd; else start_in_background; fi
  engine_answers || missing "The engine was started and does not answer ('docker version' tells more)."
  report_running
}

stop() {
  local pid
  if ! pid=$(cat "$own_pid_file" 2>/dev/null); then
    say "no engine was started by this script"
    return
  fi
  # The number may belong to another program by now.
  if [[ "$(cat "/proc/$pid/comm" 2>/dev/null)" != dockerd ]]; then
    say "the engine that this script started has already ended"
    rm -f "$own_pid_file"
    return
  fi
  kill "$pid"
  local deadline=$((SECONDS + seconds_to_wait))
  while kill -0 "$pid" 2>/dev/null; do
    ((SECONDS < deadline)) || missing "dockerd (process $pid) did not end within $seconds_to_wait s."
    sleep 0.2
  done
  rm -f "$own_pid_file"
  say "stopped dockerd, process $pid"
}

case "${1:-start}" in
start) start ;;
stop) stop ;;
*)
  printf 'usage: %s [start|stop]\n' "$0" >&2
  exit 2
  ;;
esac
