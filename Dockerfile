# Gazette as an image: two stages, so that nothing which builds is in what runs.
#   docker build -t gazette .            (or podman, or buildah; `make image` takes what is there)
#   docker run -e DISCORD_TOKEN=… -v gazette:/data gazette
ARG BASE=debian:trixie-slim

FROM ${BASE} AS build
RUN apt-get update \
    && apt-get install -y --no-install-recommends binutils python3 python3-venv \
    && rm -rf /var/lib/apt/lists/*
# With requirements-postgres.txt it also knows PostgreSQL; see compose.postgres.yaml.
ARG REQUIREMENTS=requirements.txt
COPY requirements.txt requirements-postgres.txt /src/
# Headers, type stubs and symbols of libraries go; what auditwheel put into *.libs cannot be stripped.
# The dates and plurals of the languages that Discord speaks; all others are left out.
ARG LANGUAGES="bg cs da de el en es fi fr hi hr hu id it ja ko lt nb nl no pl pt ro ru sv th tr uk vi zh"
# An index of one's own, and whom to trust there, are lent as secrets: no layer keeps them.
RUN --mount=type=secret,id=pip,target=/etc/pip.conf,required=false \
    --mount=type=secret,id=ca,target=/run/ca.crt,required=false \
    if [ -s /run/ca.crt ]; then export PIP_CERT=/run/ca.crt; fi \
    && python3 -m venv /opt/gazette \
    && /opt/gazette/bin/pip install --no-cache-dir --require-hashes -r /src/${REQUIREMENTS} \
    && /opt/gazette/bin/pip uninstall -y setuptools pip \
    && find /opt/gazette -name tests -type d -prune -exec rm -rf {} + \
    && find /opt/gazette -type f \( -name '*.pyi' -o -name '*.a' -o -name '*.pyx' -o -name '*.pxd' \
           -o -name '*.h' -o -name '*.c' -o -name '*.dll' \) -delete \
    && find /opt/gazette -name '*.so*' -type f ! -path '*.libs/*' \
           -exec strip --strip-unneeded {} + \
    && cd /opt/gazette/lib/python3*/site-packages/babel/locale-data \
    && set -f && find . -name '*.dat' ! -name 'root.dat' $(for each in $LANGUAGES; do \
           printf ' ! -name %s.dat ! -name %s_*.dat' "$each" "$each"; done) -delete && set +f \
    && find /opt/gazette -name '__pycache__' -type d -prune -exec rm -rf {} +
COPY bot /opt/gazette/app/bot
COPY cogs /opt/gazette/app/cogs
COPY sandbox /opt/gazette/app/sandbox
COPY deploy/gazette.sh /opt/gazette/bin/gazette
RUN chmod 755 /opt/gazette/bin/gazette \
    && python3 -m compileall -q /opt/gazette/app /opt/gazette/lib

FROM ${BASE}
LABEL org.opencontainers.image.title="Gazette" \
      org.opencontainers.image.description="A self-hosted Discord bot that delivers news digests" \
      org.opencontainers.image.licenses="MIT"
RUN apt-get update \
    && apt-get install -y --no-install-recommends python3 ca-certificates \
    && apt-get clean \
    && rm -rf /var/lib/apt/lists/* /var/cache/apt /usr/share/doc/* /usr/share/man/* \
    && groupadd --gid 10001 gazette \
    && useradd --uid 10001 --gid 10001 --home-dir /data --no-create-home \
               --shell /usr/sbin/nologin gazette \
    && install -d -o 10001 -g 10001 -m 700 /data
COPY --from=build /opt/gazette /opt/gazette
ENV PATH=/opt/gazette/bin:$PATH \
    DATABASE=/data/gazette.sqlite3 \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1
# Not /data: a container cannot even start in a folder of somebody else's.
WORKDIR /
USER 10001:10001
VOLUME /data
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=1m --timeout=10s --start-period=2m CMD ["gazette", "healthcheck"]
ENTRYPOINT ["gazette"]
