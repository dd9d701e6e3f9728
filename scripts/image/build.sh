#!/usr/bin/env bash
# Builds the container image; `make image` calls this.
#
#   scripts/image/build.sh              the multi-stage build if its images can be had; otherwise, loudly, the bundle
#                                       made here on a local base (scripts/image/local-base.sh)
#   scripts/image/build.sh --prebuilt   takes dist/gpu-fraction-webhook.mjs as it is, and compiles nothing
#
# IMAGE         the tag to give; default gpu-fraction-webhook:<version of package.json>
# BASE_IMAGE    instead of the default in the Dockerfile; what is published needs name@sha256:...
# BUILD_IMAGE   the image to compile in, with npm; default BASE_IMAGE
set -euo pipefail
cd "$(dirname "$0")/../.."

readonly bundle=dist/gpu-fraction-webhook.mjs
readonly local_base=gpu-fraction-webhook-base:local

fail() {
  printf 'image: %s\n' "$@" >&2
  exit 1
}

prebuilt=false
case "${1:-}" in
'') ;;
--prebuilt) prebuilt=true ;;
*)
  printf 'usage: %s [--prebuilt]\n' "$0" >&2
  exit 2
  ;;
esac

docker version >/dev/null 2>&1 || fail "no Docker Engine answers. Remedy: scripts/image/docker-engine.sh"

# The Dockerfile stays the one place that names the default image.
base_image=${BASE_IMAGE:-$(sed -n 's/^ARG BASE_IMAGE=//p' Dockerfile)}
build_image=${BUILD_IMAGE:-$base_image}
version=$(sed -n 's/^  "version": "\(.*\)",$/\1/p' package.json)
image=${IMAGE:-gpu-fraction-webhook:$version}
revision=$(git rev-parse HEAD 2>/dev/null || echo unknown)
[[ "$revision" == unknown || -z "$(git status --porcelain 2>/dev/null)" ]] || revision+=-dirty

# The multi-stage way needs BuildKit, as the Dockerfile says. Clients from 23 on have it from the buildx plugin and use it
# unasked; older ones carry it themselves and have to be asked.
use_buildkit() {
  docker buildx version >/dev/null 2>&1 && return
  local client
  client=$(docker version --format '{{.Client.Version}}')
  [[ "${client%%.*}" -lt 23 ]] && export DOCKER_BUILDKIT=1
}

# True if the image is here or can be pulled; leaves the reason in $why.
why=
can_have() {
  docker image inspect "$1" >/dev/null 2>&1 || why=$(docker pull --quiet "$1" 2>&1 >/dev/null)
}

notice() {
  local line='------------------------------------------------------------------------'
  printf '%s\n' "$line" "$@" "$line" >&2
}

target=()
if ! can_have "$base_image"; then
  notice "image: the base image $base_image cannot be had here:" "  $why" \
    "image: building on a local base made from Debian's packages and npm instead." \
    "image: good for tests on this machine; build what you publish where $base_image can be pulled."
  scripts/image/local-base.sh
  base_image=$local_base
  target=(--target prebuilt)
elif [[ $prebuilt == false ]] && ! use_buildkit; then
  notice "image: this docker client has no BuildKit (Debian package docker-buildx, or Docker's docker-buildx-plugin)." \
    "image: compiling the bundle on this machine instead."
  target=(--target prebuilt)
elif [[ $prebuilt == false ]] && ! can_have "$build_image"; then
  notice "image: the build image $build_image cannot be had here:" "  $why" \
    "image: compiling the bundle on this machine instead."
  target=(--target prebuilt)
fi
[[ $prebuilt == false ]] || target=(--target prebuilt)

if [[ ${#target[@]} -gt 0 ]]; then
  way="$bundle of this folder, as it was"
  if [[ $prebuilt == false ]]; then
    npm run build || fail "'npm run build' failed; if packages are missing: npm ci"
    way="$bundle compiled on this machine"
  fi
  for file in "$bundle" "${bundle%.mjs}.cdx.json"; do
    [[ -f "$file" ]] || fail "$file is not there. Remedy: npm ci && npm run build"
  done
  # COPY keeps the mode, and user 65532 has to read the file whatever this clone's umask was.
  chmod a+r dist/*.mjs dist/*.txt dist/*.cdx.json LICENSE scripts/image/node-only.mjs
else
  way="multi-stage build in $build_image"
fi

docker build --tag "$image" \
  --build-arg BASE_IMAGE="$base_image" --build-arg BUILD_IMAGE="$build_image" \
  --build-arg VERSION="$version" --build-arg REVISION="$revision" \
  ${target[@]+"${target[@]}"} .

bytes=$(docker image inspect --format '{{.Size}}' "$image")
printf 'image: %s\nsize:  %d MB\nbase:  %s\nway:   %s\n' "$image" $((bytes / 1000 / 1000)) "$base_image" "$way"
