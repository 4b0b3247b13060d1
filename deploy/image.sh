#!/usr/bin/env bash
# Build the image with docker, podman or buildah, whichever is there and works: `make image`.
#   BASE=…       another base image (default: Debian's slim one, from its registry)
#   BASE=local   a Debian of this machine's release made by mmdebstrap: needs no image registry
#   TAG=…        what to call it (default: gazette)
#   REQUIREMENTS=…   requirements-postgres.txt: it also knows PostgreSQL
#   PIP_CONFIG=… PIP_CERT=…   files that pip needs to reach its index from here
set -euo pipefail
cd "$(dirname "$0")/.."
tag=${TAG:-gazette}

works() { command -v "$1" >/dev/null && "$1" info >/dev/null 2>&1; }

for tool in docker podman buildah; do
    if works "$tool"; then break; fi
    tool=
done
[ -n "$tool" ] || { echo "there is no docker, podman or buildah that works here" >&2; exit 2; }

arguments=(--tag "$tag")
[ "$tool" = docker ] || arguments+=(--format docker)  # HEALTHCHECK is of this form alone
[ "$tool" != buildah ] || arguments+=(--isolation "${ISOLATION:-chroot}" --layers)

[ -z "${REQUIREMENTS:-}" ] || arguments+=(--build-arg "REQUIREMENTS=$REQUIREMENTS")

# What pip needs to reach its index from here is lent to the build; no layer keeps it.
[ -z "${PIP_CONFIG:-}" ] || arguments+=(--secret "id=pip,src=$PIP_CONFIG")
[ -z "${PIP_CERT:-}" ] || arguments+=(--secret "id=ca,src=$PIP_CERT")

if [ "${BASE:-}" = local ]; then
    [ "$tool" = buildah ] || { echo "BASE=local is made with buildah" >&2; exit 2; }
    command -v mmdebstrap >/dev/null || { echo "BASE=local needs mmdebstrap" >&2; exit 2; }
    release=$(. /etc/os-release && echo "$VERSION_CODENAME")
    BASE=localhost/debian-$release
    if ! buildah inspect --type image "$BASE" >/dev/null 2>&1; then
        root=$(mktemp -d)
        trap 'rm -rf "$root"' EXIT
        mmdebstrap --quiet --variant=minbase --include=usr-is-merged \
            --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
            --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/info/*' \
            --customize-hook='chroot "$1" apt-get -qq -y purge usrmerge "^perl-modules" "^libperl5"' \
            --customize-hook='chroot "$1" apt-get -qq -y --purge autoremove' \
            --customize-hook='rm -rf "$1"/var/cache/apt' "$release" "$root/base.tar"
        container=$(buildah from scratch)
        buildah add --quiet "$container" "$root/base.tar" / >/dev/null
        buildah commit --quiet --rm "$container" "$BASE" >/dev/null
    fi
fi
[ -z "${BASE:-}" ] || arguments+=(--build-arg "BASE=$BASE")

echo "building $tag with $tool"
case $tool in
    docker) docker build "${arguments[@]}" . ;;
    podman) podman build "${arguments[@]}" . ;;
    buildah) buildah build "${arguments[@]}" . ;;
esac
