#!/usr/bin/env bash
# Builds the image gpu-fraction-webhook-base:local without pulling anything: the Node.js program from the npm package
# `node` (installed by `npm ci`), and the few shared libraries it needs from Debian's packages. For machines and CI
# that reach package registries but no image registry. Published images are built on an official base instead.
#
# In it: node and its libraries. No shell, no package manager, no CA certificates (Node.js brings its own; the cluster's
# come mounted), no packages' documents: it stays on this machine.
#
# A second run finds nothing to do, unless Node.js, one of Debian's packages or this script has changed.
set -euo pipefail

readonly image=gpu-fraction-webhook-base:local
readonly key_label=gpu-fraction-webhook.base.key
readonly packages=(libc6 libgcc-s1 libstdc++6 libatomic1)
# base-files gives /usr/lib/os-release only, so that scanners know which distribution the libraries are from.
readonly all_packages=("${packages[@]}" base-files)

cd "$(dirname "$0")/../.."

say() { printf 'local-base: %s\n' "$*"; }
fail() {
  printf 'local-base: %s\n' "$@" >&2
  exit 1
}

readonly node_program=node_modules/node/bin/node
[[ -x "$node_program" ]] || fail "$node_program is not there. Remedy: npm ci"
for tool in docker apt-get apt-cache dpkg-deb tar sha256sum; do
  command -v "$tool" >/dev/null ||
    fail "'$tool' is not there. This base can be made on Debian and Ubuntu only; elsewhere give BASE_IMAGE an image with Node.js."
done
docker version >/dev/null 2>&1 || fail "no Docker Engine answers. Remedy: scripts/image/docker-engine.sh"

node_version=$("$node_program" --version)

# All that the image is made of: it is made anew when this changes.
ingredients() {
  {
    sha256sum scripts/image/local-base.sh
    sha256sum <"$node_program"
    apt-cache policy "${all_packages[@]}" | grep -E '^[^ ]|Candidate:'
  } | sha256sum | cut -c1-32
}
key=$(ingredients)

if [[ "$(docker image inspect --format "{{index .Config.Labels \"$key_label\"}}" "$image" 2>/dev/null)" == "$key" ]]; then
  say "$image is up to date (Node.js $node_version)"
  exit 0
fi

work=$(mktemp -d -t local-base.XXXXXX)
trap 'rm -rf "$work"' EXIT
readonly root=$work/root debs=$work/debs
mkdir -p "$root"/{etc,usr/{bin,lib,lib64,local/bin},var/lib/dpkg/status.d} "$debs"
# The layout of every current Debian, whichever side of the link a package puts its files on.
for link in bin lib lib64; do ln -s "usr/$link" "$root/$link"; done

# The download itself needs no rights; without this option root's apt warns that it cannot hand the folder to _apt.
download() { (cd "$debs" && apt-get -o APT::Sandbox::User=root download "${all_packages[@]}" >"$work/apt.log" 2>&1); }
if ! download; then
  # A fresh container has no package lists, and old ones name files that are gone.
  [[ "$(id -u)" == 0 ]] || fail "$(<"$work/apt.log")" "Debian's packages could not be had. Remedy: sudo apt-get update"
  say "updating Debian's package lists"
  { apt-get update >"$work/apt.log" 2>&1 && download; } ||
    fail "$(<"$work/apt.log")" "Debian's packages could not be had; apt's own words are above"
  key=$(ingredients)
fi

unpack() { dpkg-deb --fsys-tarfile "$1" | tar -x --keep-directory-symlink -C "$root" "${@:2}"; }
for package in "${packages[@]}"; do
  deb=$(echo "$debs/${package}"_*.deb)
  # gconv (character sets) and audit modules are most of libc6's size; Node.js uses neither.
  unpack "$deb" --exclude='*/gconv' --exclude='*/audit' --exclude='*/usr/share'
  dpkg-deb --field "$deb" >"$root/var/lib/dpkg/status.d/$package"
done
# What is left of the packages beside the libraries: loader configuration and programs.
(cd "$root" && rm -rf etc/ld.so.conf.d usr/sbin sbin && rm -f usr/bin/*)
unpack "$(echo "$debs"/base-files_*.deb)" ./usr/lib/os-release
ln -s ../usr/lib/os-release "$root/etc/os-release"

cp "$node_program" "$root/usr/local/bin/node"
chmod -R u=rwX,go=rX "$root"

# Same input, same layer: names sorted, owners and times fixed.
tar -c --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner -C "$root" . |
  docker import --message "Node.js $node_version on Debian libraries, local base" \
    --change "LABEL $key_label=$key" --change 'ENV PATH=/usr/local/bin:/usr/bin:/bin' - "$image" >/dev/null

# A library that Node.js needs and that is not in the list above shows here, not later in the tests.
answer=$(docker run --rm --network none --read-only --user 65532:65532 --cap-drop ALL "$image" node --version) ||
  fail "Node.js does not start in $image; the error is above"
[[ "$answer" == "$node_version" ]] || fail "$image answers '$answer' and not '$node_version'"

size=$(docker image inspect --format '{{.Size}}' "$image")
say "$image made: Node.js $node_version, $((size / 1000 / 1000)) MB (node alone is $(($(stat -c %s "$node_program") / 1000 / 1000)) MB)"
