# Kairos as an image: built with everything, run with what it needs, by a user who owns nothing.
FROM node:24-slim AS build
WORKDIR /kairos
COPY . .
# "npm ci" builds the map as well (the script "prepare").
RUN npm ci && npm prune --omit=dev --ignore-scripts

FROM node:24-slim
ENV NODE_ENV=production
WORKDIR /kairos
COPY --from=build /kairos /kairos
RUN mkdir /data && chown node:node /data
USER node
ENV KAIROS_DATA=/data
ENTRYPOINT ["node", "bin/kairos.js"]
CMD ["start"]
