#!/bin/sh
# Runs a command as if on a machine of its own, with network, mounts and processes of its own, and leaves nothing
# behind when it ends, however it ends. Needs root.
#
#   machine.sh FOLDER CGROUP HOST_ADDRESS ADDRESS COMMAND...
#
# FOLDER         what is written to /var/lib and /var/log goes there; removed at the end
# CGROUP         name of the cgroup that pods may use; removed at the end
# HOST_ADDRESS   this machine's end of the wire to the new one, in a /30 network
# ADDRESS        the new machine's end
#
# A node writes to the whole machine: packet filter rules, interfaces, mounts, sysctls, /var/lib, /run. In namespaces the
# kernel itself takes all of it back when the last process has gone, and the firewall and the Docker engine of the machine
# never see it. What no namespace holds is the folder and the cgroup, and those this script removes, from outside.
set -eu
folder=$1 cgroup=$2 host_address=$3 address=$4

# Every hierarchy of cgroup v1 that is mounted, or the one of v2.
hierarchies() { awk '$3 == "cgroup" || $3 == "cgroup2" { print $2 }' /proc/mounts | sort -u; }

case "${MACHINE_STAGE:-outside}" in
outside)
  # The command decides when it is over; a signal that only reaches this script must not.
  trap : TERM INT HUP
  status=0
  # The kernel's limits are those of the processes in it, so it is there before the kubelet looks for it.
  for hierarchy in $(hierarchies); do
    if [ -f "$hierarchy/cgroup.subtree_control" ]; then
      for controller in $(cat "$hierarchy/cgroup.controllers"); do
        echo "+$controller" >"$hierarchy/cgroup.subtree_control" 2>/dev/null || true
      done
    fi
    mkdir -p "$hierarchy/$cgroup"
  done
  MACHINE_STAGE=network OUTSIDE=$$ unshare --net --mount --propagation private -- "$0" "$@" || status=$?
  # The kernel has ended every process by now; a cgroup empties a moment later.
  for hierarchy in $(hierarchies); do
    for _ in 1 2 3 4 5 6 7 8 9 10; do
      [ -d "$hierarchy/$cgroup" ] || break
      find "$hierarchy/$cgroup" -depth -type d -exec rmdir {} + 2>/dev/null || sleep 0.2
    done
  done
  for _ in 1 2 3 4 5 6 7 8 9 10; do
    # Programs outside that still write a log there may need a moment too.
    rm -rf "$folder" 2>/dev/null && break
    sleep 0.5
  done
  exit "$status"
  ;;

network)
  interface=gfw-$OUTSIDE
  ip link set lo up
  ip link add eth0 type veth peer name "$interface" netns "$OUTSIDE"
  ip address add "$address/30" dev eth0
  ip link set eth0 up
  nsenter --target "$OUTSIDE" --net ip address add "$host_address/30" dev "$interface"
  nsenter --target "$OUTSIDE" --net ip link set "$interface" up
  # If this process is killed, the first process of the new machine is, and with it every other.
  MACHINE_STAGE=processes exec unshare --pid --fork --kill-child=SIGKILL -- "$0" "$@"
  ;;

processes)
  # Its number outside, which the old /proc still tells, for whoever wants to run something on the new machine.
  read -r pid _ </proc/self/stat
  echo "$pid" >"$folder/machine.pid"
  # Containers' mounts have to be seen by the kubelet, and the other way round.
  mount --make-rshared /
  mount -t proc proc /proc
  for of in lib log; do
    mkdir -p "$folder/var/$of" "$folder/var/$of.work"
    mount -t overlay overlay -o "lowerdir=/var/$of,upperdir=$folder/var/$of,workdir=$folder/var/$of.work" "/var/$of"
  done
  mount -t tmpfs tmpfs /run
  # The kubelet sets these for the whole kernel. It gets a copy of each with the value it wants.
  mkdir -p "$folder/sysctl"
  for setting in vm/overcommit_memory=1 vm/panic_on_oom=0 kernel/panic=10 kernel/panic_on_oops=1 \
    kernel/keys/root_maxkeys=1000000 kernel/keys/root_maxbytes=25000000; do
    file=$folder/sysctl/$(basename "${setting%=*}")
    echo "${setting#*=}" >"$file"
    mount --bind "$file" "/proc/sys/${setting%=*}"
  done
  shift 4
  unset MACHINE_STAGE OUTSIDE
  # Not exec: the first process inherits the orphans of all others, and a shell waits for them.
  "$@"
  exit $?
  ;;
esac
