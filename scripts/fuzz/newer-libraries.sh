#!/usr/bin/env bash
# Prints the folder of a newer C library than this machine's, for the fuzzer alone: its ready-made program wants glibc 2.38.
# The libraries come from Debian's packages and are only unpacked; nothing of this machine is changed.
#
#   newer-libraries.sh FOLDER
set -euo pipefail

readonly release=trixie packages=(libc6 libgcc-s1 libstdc++6 libatomic1)
readonly folder=$1

fail() {
  printf 'newer-libraries: %s\n' "$@" >&2
  exit 1
}

loader=$(find "$folder" -path '*/lib/*' -name 'ld-linux*' 2>/dev/null | head -n 1 || true)
if [[ -z "$loader" ]]; then
  for tool in apt-get dpkg-deb; do
    command -v "$tool" >/dev/null ||
      fail "'$tool' is not there. The fuzzer needs glibc 2.38 or newer; on this system, run it in a container that has it."
  done
  archive=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' 'Label: Debian' | head -n 1)
  [[ -n "$archive" ]] || fail "This machine knows no archive of Debian's. Remedy: a system with glibc 2.38 or newer"
  work=$(mktemp -d -t newer-libraries.XXXXXX)
  trap 'rm -rf "$work"' EXIT
  mkdir -p "$work"/{state/lists/partial,cache/archives/partial,root}
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $archive $release main" >"$work/sources.list"
  # Lists of its own, so that no other command of this machine sees a newer release.
  apt() {
    apt-get -o Dir::State="$work/state" -o Dir::Cache="$work/cache" -o Dir::State::status=/dev/null \
      -o Dir::Etc::sourcelist="$work/sources.list" -o Dir::Etc::sourceparts=- -o APT::Sandbox::User=root "$@"
  }
  (cd "$work" && apt update && apt download "${packages[@]}") >"$work/apt.log" 2>&1 ||
    fail "$(tail -n 5 "$work/apt.log")" "Debian's packages could not be had; apt's own words are above"
  for package in "$work"/*.deb; do
    dpkg-deb --fsys-tarfile "$package" | tar -x -C "$work/root" --exclude='*/usr/share' --exclude='*/gconv'
  done
  mkdir -p "$(dirname "$folder")"
  rm -rf "$folder"
  mv "$work/root" "$folder"
  loader=$(find "$folder" -path '*/lib/*' -name 'ld-linux*' | head -n 1)
fi
dirname "$loader"
