#!/usr/bin/env bash
# Packs Swarm.Sdk into a folder feed, for campaigns that lie outside the repository.
#
#   scripts/pack-sdk.sh [FEED]        FEED is ./feed unless another folder is named
#
# A script beside FEED's users then says  #:package Swarm.Sdk@0.1.0  and, in a nuget.config or by
#   #:property RestoreAdditionalProjectSources=FEED
# where the feed is. The same version packed anew is served from NuGet's cache of packages, so that copy is dropped here.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
feed="${1:-feed}"
mkdir -p "$feed"
"${DOTNET_HOST_PATH:-dotnet}" pack src/Swarm.Sdk -c Release -o "$feed" --nologo -v quiet
rm -rf "${NUGET_PACKAGES:-$HOME/.nuget/packages}/swarm.sdk"
ls "$feed"/Swarm.Sdk.*.nupkg
