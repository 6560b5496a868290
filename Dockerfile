# Two stages: the first compiles the binary, the second is the binary alone on a small glibc base.
FROM debian:bookworm-slim AS build
ARG TARGETARCH
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates npm && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY package.json bun.lock ./
RUN npx --yes bun@1.4.5 install --frozen-lockfile
COPY . .
RUN npx --yes bun@1.4.5 run build && mkdir -p /out/data && chown 65532:65532 /out/data

FROM gcr.io/distroless/base-debian12:nonroot
# 0:0 where volumes belong to root, with FRONTDESK_USER=65532:65532: the desk takes its folder and becomes that user.
ARG RUN_AS=65532:65532
COPY --from=build --chmod=0755 /src/dist/frontdesk /usr/local/bin/frontdesk
COPY --from=build --chown=65532:65532 /out/data /data
ENV FRONTDESK_DATA=/data HOST=0.0.0.0 PORT=3000
VOLUME /data
EXPOSE 3000
USER ${RUN_AS}
HEALTHCHECK --interval=30s --timeout=3s CMD ["/usr/local/bin/frontdesk", "healthcheck"]
ENTRYPOINT ["/usr/local/bin/frontdesk"]
CMD ["serve"]
