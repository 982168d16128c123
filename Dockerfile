# syntax=docker/dockerfile:1
# The App as an image: `docker build -t sluice .`, then docs/running.md.

FROM node:24-bookworm-slim AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
# No install script runs: the only one there is fetches a Node, and this image is one.
RUN npm ci --ignore-scripts
COPY . .
RUN node scripts/build.ts

FROM node:24-bookworm-slim AS packages
WORKDIR /packages
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts

FROM node:24-bookworm-slim
# git reads the repositories; tini ends what a killed git leaves behind.
RUN apt-get update \
 && apt-get install --yes --no-install-recommends ca-certificates git tini \
 && rm -rf /var/lib/apt/lists/* \
 && install -d -o node -g node -m 0700 /var/lib/sluice
WORKDIR /app
COPY --from=packages /packages/node_modules node_modules
COPY --from=build /build/dist dist
COPY package.json app.yml LICENSE README.md ./
COPY bin bin
COPY policies policies
COPY schemas schemas

ENV NODE_ENV=production \
    HOST=0.0.0.0 \
    PORT=3000 \
    SLUICE_DATA=/var/lib/sluice
USER node
VOLUME /var/lib/sluice
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["tini", "--"]
CMD ["node", "bin/sluice.js", "start"]
