#!/usr/bin/env bash
# Publishes the image that `make image` built; `make push REGISTRY=...` calls this.
#
# REGISTRY   where to, without the image's name: registry.example.com/team, or localhost:5000
# IMAGE      the image to publish, as `make image` tagged it; default gpu-fraction-webhook:<version of package.json>.
#            Its tag is the one that is published.
# FORCE=1    publishes also what was built on the local test base, or on an image that is not pinned by its digest
set -euo pipefail
cd "$(dirname "$0")/../.."

readonly name=gpu-fraction-webhook
# What scripts/image/local-base.sh makes.
readonly local_base=gpu-fraction-webhook-base:local

fail() {
  printf 'push: %s\n' "$@" >&2
  exit 1
}

registry=${REGISTRY:-}
registry=${registry%/}
[[ -n "$registry" ]] || fail "REGISTRY says where to, and is not set. Write for example" \
  "  make push REGISTRY=registry.example.com/team     which publishes registry.example.com/team/$name" \
  "For kind, minikube and k3d no registry is needed: see docs/image.md."
[[ "$registry" != *://* ]] || fail "REGISTRY is $registry: leave out ${registry%%://*}://, as in registry.example.com/team"
[[ "${registry##*/}" != "$name" ]] ||
  fail "REGISTRY is $registry: leave out /$name, which is added, as in registry.example.com/team"
# A host, which alone may have a port and capitals, and the path below it.
[[ "$registry" =~ ^[A-Za-z0-9.-]+(:[0-9]+)?(/[a-z0-9]+([._-]+[a-z0-9]+)*)*$ ]] ||
  fail "REGISTRY is $registry: write a host and a path in small letters, without a tag, as in registry.example.com/team"

version=$(sed -n 's/^  "version": "\(.*\)",$/\1/p' package.json)
image=${IMAGE:-$name:$version}
# What stands behind the last colon is a tag, unless a slash follows: then it was the port of a registry.
tag=$version
[[ "$image" == *@* || ! "$image" =~ :([^:/]+)$ ]] || tag=${BASH_REMATCH[1]}

docker version >/dev/null 2>&1 || fail "no Docker Engine answers. Remedy: scripts/image/docker-engine.sh"
label() { docker image inspect --format "{{with .Config.Labels}}{{index . \"$1\"}}{{end}}" "$image"; }
docker image inspect "$image" >/dev/null 2>&1 || fail "there is no image $image. Remedy: make image"

# Why what the image was built on or in forbids to publish it, and the way to a better one.
base=$(label org.opencontainers.image.base.name)
build=$(label gpu-fraction-webhook.build.name)
readonly pinned='@sha256:[0-9a-f]{64}$'
reason=()
if [[ "$base" == "$local_base" ]]; then
  reason=("$image was built on the local test base, which was put together on this machine from npm and Debian's packages:"
    "nobody else can build it again, and no update of an official image will ever reach it.")
elif [[ ! "$base" =~ $pinned ]]; then
  reason=("$image was built on ${base:-an image that it does not name}, which may be another one tomorrow:"
    "only a digest says which image it was, and which one it will be when it is built again.")
elif [[ -n "$build" && ! "$build" =~ $pinned ]]; then
  reason=("$image was compiled in $build, which may be another one tomorrow:"
    "only a digest says which image it was, and which one it will be when it is built again.")
fi
if [[ ${#reason[@]} -gt 0 ]]; then
  name_of_base=$(sed -n 's/^ARG BASE_IMAGE=//p' Dockerfile)
  [[ "${FORCE:-}" == 1 ]] || fail "${reason[@]}" \
    "Build it where $name_of_base or an image of yours can be pulled, and name that by its digest:" \
    "  docker pull $name_of_base     # prints its digest" \
    "  make image BASE_IMAGE=$name_of_base@sha256:..." \
    "To publish it all the same, for a test: make push REGISTRY=$registry FORCE=1"
  printf 'push: %s\n' "${reason[@]}" "publishing it all the same, because of FORCE=1" >&2
fi

built=$(label org.opencontainers.image.revision)
here=$(git rev-parse HEAD 2>/dev/null || echo unknown)
[[ "$here" == unknown || "$built" == "$here" ]] ||
  printf 'push: %s\n' "note: $image was built from revision ${built:-unknown}, and this folder is at $here" >&2

readonly repository=$registry/$name
docker tag "$image" "$repository:$tag"
log=$(mktemp -t image-push.XXXXXX)
trap 'rm -f "$log"' EXIT
docker push "$repository:$tag" | tee "$log" ||
  fail "$repository:$tag could not be pushed; Docker's own words are above." \
    "If it was denied: docker login ${registry%%/*}"
# Of the manifest, as the registry has it: what a pull by digest asks for.
digest=$(sed -n 's/^.*digest: \(sha256:[0-9a-f]\{64\}\) .*$/\1/p' "$log" | tail -n 1)
[[ -n "$digest" ]] || fail "the image was pushed, but Docker named no digest; its own words are above"

# Helm would take 7 for a number and not for a tag.
set_tag=--set
[[ ! "$tag" =~ ^([0-9]+|true|false|null)$ ]] || set_tag=--set-string

cat <<MESSAGE

image:    $repository:$tag
digest:   $digest
platform: $(docker image inspect --format '{{.Os}}/{{.Architecture}}' "$image")

For Helm:
  --set image.repository=$repository $set_tag image.tag=$tag
or, so that nobody can change what runs:
  --set image.repository=$repository --set image.digest=$digest
MESSAGE
