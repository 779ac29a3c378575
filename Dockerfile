# The daemon and the command line, with the tools they call. Campaign scripts (campaign.cs) need the SDK and are run from
# where it is; this image runs agents.
#
#   docker build -t swarm .
#   docker run -v swarm-state:/var/lib/swarm -v ./agents:/etc/swarm:ro swarm agent start --config /etc/swarm/hpc.yaml

FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
COPY . .
RUN dotnet publish src/Swarm.Cli -c Release -o /app

# .NET 10 has no image on Debian; its files run there as they are.
FROM mcr.microsoft.com/dotnet/aspnet:10.0 AS runtime

FROM debian:bookworm-slim
# hadolint ignore=DL3008
RUN apt-get update \
 && apt-get install -y --no-install-recommends \
      ca-certificates e2fsprogs libssl3 libstdc++6 nats-server openssh-client rsync tini \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --create-home --home-dir /var/lib/swarm --shell /usr/sbin/nologin --uid 7411 swarm
COPY --from=runtime /usr/share/dotnet /usr/share/dotnet
COPY --from=build /app /usr/lib/swarm
RUN ln -s /usr/share/dotnet/dotnet /usr/bin/dotnet && ln -s /usr/lib/swarm/swarm /usr/bin/swarm

ENV DOTNET_ROOT=/usr/share/dotnet DOTNET_EnableDiagnostics=0 XDG_STATE_HOME=/var/lib/swarm/state
USER swarm
WORKDIR /var/lib/swarm
VOLUME /var/lib/swarm
STOPSIGNAL SIGTERM
# Agents start children of children: init collects them.
ENTRYPOINT ["tini", "--", "swarm"]
CMD ["--help"]
