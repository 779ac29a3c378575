#!/usr/bin/env bash
# Measures: installs what a group needs, builds Release, prints a table, and writes every figure as flat JSON.
#
#   ./bench.sh                      lists the groups
#   ./bench.sh NAME [--json FILE]   runs one: activities, core, nats or selection; each takes less than 25 minutes
#   ./bench.sh faults [--seeds N] [--only NAME,...] [--within SECONDS] [--again] [--json FILE]
#                                   harms real daemons (docs/faults.md); goes on where it was interrupted
#
# Exit codes: 0 measured · 1 the build or a measurement failed · 2 wrong usage, or something is missing
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "$root"

case ${1:-} in
  "" | activities | core | faults | nats | selection) ;;
  *) sed -n '2,9s/^# \{0,1\}//p' bench.sh >&2; exit 2 ;;
esac
if [ "${1:-}" != faults ] && [ -n "${2:-}" ] && { [ "$2" != --json ] || [ $# -ne 3 ]; }; then
  sed -n '2,9s/^# \{0,1\}//p' bench.sh >&2; exit 2
fi

command -v dotnet >/dev/null || { echo "bench.sh: the .NET SDK is missing; global.json names the version" >&2; exit 2; }
case ${1:-} in
  activities | nats | selection) scripts/install.sh bench || exit 2 ;;
  # A test whose tool cannot be had says that it did not run, and why.
  faults) scripts/install.sh faults || true ;;
esac

# Both make a build two to four times slower.
unset MSBUILDDISABLENODEREUSE UseSharedCompilation
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
program=Swarm.Benchmarks
if [ "${1:-}" = faults ]; then program=Swarm.Faults; shift; fi
for project in src/Swarm.Cli "tests/$program"; do
  dotnet build "$project" -c Release -nologo -v quiet -clp:NoSummary >&2 || { echo "bench.sh: $project does not build" >&2; exit 1; }
done
echo "$(nproc) cores, $(awk '/MemTotal/ {printf "%.0f GiB", $2 / 1048576}' /proc/meminfo), $(uname -sr), .NET $(dotnet --version)" >&2
[ -n "${1:-}" ] || [ $program = Swarm.Faults ] || echo "faults       real daemons under kills, partitions, bad disks and clocks: what must hold holds"
exec dotnet exec "artifacts/bin/$program/release/$program.dll" "$@"
