# Two ways to the same image:
#
#   docker build .                     compiles the bundle in a build image, and puts it beside the base's Node.js
#   docker build --target prebuilt .   takes the bundle in dist/ of this folder (`npm run build`), for
#                                      machines that have no build image or reach no package registry from a build
#
# `make image` chooses. The first way needs BuildKit, which builds the stages that are used and no others. The classic
# builder builds every stage from the top down to its target; with the stages in this order, and no instruction that
# only BuildKit knows, it serves for the second way.

# Only Node.js and its libraries are taken from the base, of version 24.6 or newer: any image that has a `node` will do,
# and whatever else is in it stays behind, its shell and npm among it. The build image needs npm too.
#
# No digest is written here: `make push` asks for one, and docs/image.md says how and why.
ARG BASE_IMAGE=node:26-trixie-slim
ARG BUILD_IMAGE=${BASE_IMAGE}

FROM ${BASE_IMAGE} AS base
# The last folder of PATH is where distroless images keep Node.js.
ENV PATH=/usr/local/bin:/usr/bin:/bin:/nodejs/bin
USER 0:0
COPY scripts/image/node-only.mjs /
# By Node.js itself: a base need not have a shell.
RUN ["node", "/node-only.mjs", "/node-only"]

FROM scratch AS runtime
COPY --from=base /node-only /
# An ARG from above the first FROM has no value inside a stage until it is named again.
ARG BASE_IMAGE
ARG VERSION=0.0.0-dev
ARG REVISION=unknown
LABEL org.opencontainers.image.title="gpu-fraction-webhook" \
      org.opencontainers.image.description="Admission webhook that sends Kubeflow, MLflow, Argo and Ray pods to the Run:ai or KAI scheduler, with their project and GPU fraction" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.base.name="${BASE_IMAGE}"
# Without the heap option V8 allows itself about 260 MiB of heap in a container of 128 MiB, collects too late, and four
# reviews of 3 MB at a time get the container killed. Half of the container's memory leaves room for request bodies. A
# young generation of 4 MiB takes 8 MiB less than one of 8 and answers pods of everyday life as fast; where pods of a
# megabyte are usual, 8 is twice as fast. glibc gives each thread memory of its own, which for threads that only help to
# collect garbage is wasted: one arena for all takes 2 to 5 MiB less. They are in environment variables so that a pod can
# set other values.
ENV NODE_ENV=production \
    NODE_OPTIONS="--max-old-space-size-percentage=50 --max-semi-space-size=4" \
    MALLOC_ARENA_MAX=1 \
    PATH=/usr/local/bin
# Numbers, not a name: with `runAsNonRoot` the kubelet refuses an image whose user it cannot see to be non-zero.
USER 65532:65532
# 8443: HTTPS, the API server's calls. 8080: probes and metrics.
EXPOSE 8443 8080
# Node.js is process 1 and gets SIGTERM itself; it starts no children, so no init is needed.
STOPSIGNAL SIGTERM
# Node.js takes this option nowhere else: to collect so small a young generation takes one thread 0.13 ms, and 0.20 ms with
# helpers, which have to be woken first.
ENTRYPOINT ["node", "--no-parallel-scavenge", "/app/gpu-fraction-webhook.mjs"]
CMD ["serve"]

FROM runtime AS prebuilt
COPY LICENSE dist/*.txt dist/gpu-fraction-webhook.cdx.json dist/*.mjs /app/

FROM ${BUILD_IMAGE} AS build
WORKDIR /src
COPY package.json package-lock.json ./
# The bundle needs no package's install script; leaving them out saves the download of a second Node.js, and is safer.
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json ./
COPY scripts scripts
COPY src src
# A file mode from a clone made under a strict umask would be unreadable to user 65532.
RUN npm run build && chmod 0644 dist/*

FROM runtime
# What the bundle was compiled in is as much a part of its story as what it stands on.
ARG BUILD_IMAGE
LABEL gpu-fraction-webhook.build.name="${BUILD_IMAGE}"
COPY --from=build /src/dist/ /app/
COPY LICENSE /app/
