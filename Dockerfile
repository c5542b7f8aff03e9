# syntax=docker/dockerfile:1
# One file, two images: `front` (public port and pages) and `orchestrator` (runs, models, database).

FROM node:24-slim AS base
WORKDIR /app
ENV NODE_ENV=production NEXT_TELEMETRY_DISABLED=1

FROM base AS packages
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts

FROM base AS build
COPY package.json package-lock.json ./
# Without install scripts: the dev dependency `node` would fetch a second Node.
RUN npm ci --include=dev --ignore-scripts
COPY . .
RUN node scripts/copy-pdfjs.ts && node node_modules/next/dist/bin/next build

FROM base AS front
COPY --from=packages /app/node_modules ./node_modules
COPY package.json server.ts ./
COPY lib/contract ./lib/contract
COPY lib/shared ./lib/shared
COPY lib/bff ./lib/bff
COPY --from=build /app/.next/standalone ./.next/standalone
COPY --from=build /app/.next/static ./.next/standalone/.next/static
COPY --from=build /app/public ./.next/standalone/public
RUN mkdir /data && chown node:node /data
ENV HOST=0.0.0.0 PORT=3000 DATA_DIR=/data
VOLUME /data
USER node
EXPOSE 3000
CMD ["node", "server.ts"]

FROM base AS orchestrator
COPY --from=packages /app/node_modules ./node_modules
COPY package.json ./
COPY lib/contract ./lib/contract
COPY lib/shared ./lib/shared
COPY orchestrator ./orchestrator
RUN mkdir /data && chown node:node /data
ENV ORCHESTRATOR_HOST=0.0.0.0 ORCHESTRATOR_PORT=8000 DATA_DIR=/data
VOLUME /data
USER node
EXPOSE 8000
CMD ["node", "orchestrator/main.ts"]
