#!/usr/bin/env bash
# Shows it: installs what is missing, builds once, starts three agents on this machine, runs the microscopy campaign on
# them, says what came out of it, and stops everything it started.
#
#   ./demo.sh [ARGUMENTS of the campaign, such as --models 24 --seed 11]
#
# Exit codes: 0 it worked · 1 it did not · 2 something is missing and may not be installed from here
#             · 78 the state cannot be kept here · 130 interrupted. Everything it made is below .swarm/demo.
# Variables:  DEMO_HOME, another folder for that · DEMO_CONFIGURATION, what is built and run, by default Release
set -uo pipefail
cd "$(dirname "$0")" || exit

home=${DEMO_HOME:-$PWD/.swarm/demo}
configuration=${DEMO_CONFIGURATION:-Release}
swarm=$PWD/artifacts/bin/Swarm.Cli/${configuration,,}/swarm
built=artifacts/demo/${configuration,,}    # the campaign's tool, and the stamp of the last build that went well
began=$SECONDS
child=""    # what this script waits for at the moment

# Every process started from here inherits this word; what is left at the end is found by it. (Not by name: others may
# run the same programs.)
export DEMO_RUN="demo-$$-$(date +%s%N)"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1
# Both make a build two to four times slower.
unset MSBUILDDISABLENODEREUSE UseSharedCompilation
# The agents' settings are those of their files and the flags below, whatever the shell has.
for name in $(compgen -e SWARM_); do unset "$name"; done

step() { printf '\n== %s\n' "$*"; }
die() { local code=$1; shift; printf 'demo.sh: %s\n' "$*" >&2; exit "$code"; }

# Runs a command so that a signal to this script is answered at once: traps wait for programs, but not for `wait`.
attend() { "$@" & child=$!; wait "$child"; local code=$?; child=""; return "$code"; }

# The pids that carry our word, this shell and its own helpers left out, and those that are dead but not collected.
ours() {
  local environment pid state
  for environment in /proc/[0-9]*/environ; do
    pid=${environment#/proc/}; pid=${pid%/environ}
    [ "$pid" = "$$" ] || [ "$pid" = "$BASHPID" ] && continue
    grep -qsz "^DEMO_RUN=$DEMO_RUN\$" "$environment" 2>/dev/null || continue
    state=$(sed -n 's/^State:\t\(.\).*/\1/p' "/proc/$pid/status" 2>/dev/null)
    [ -z "$state" ] || [ "$state" = Z ] || echo "$pid"
  done
}

# Ends what is left: the joined agents before the one whose broker they use, then whatever remains.
stop_everything() {
  local pid left
  trap '' INT TERM HUP
  [ -z "$child" ] || end "$child" 100
  for pid in "${agents[@]:1}"; do kill -TERM "$pid" 2>/dev/null; done
  for pid in "${agents[@]:1}"; do end "$pid" 80; done
  [ ${#agents[@]} -eq 0 ] || end "${agents[0]}" 100
  left=$(ours); [ -z "$left" ] || kill -TERM $left 2>/dev/null
  for _ in $(seq 30); do left=$(ours); [ -z "$left" ] && break; sleep 0.1; done
  for _ in $(seq 30); do left=$(ours); [ -z "$left" ] && break; kill -KILL $left 2>/dev/null; sleep 0.1; done
  [ -z "${sockets:-}" ] || rm -rf "$sockets"
}

# end PID TENTHS: asks a process to end, waits that long, then makes it.
end() {
  kill -TERM "$1" 2>/dev/null
  for _ in $(seq "$2"); do
    kill -0 "$1" 2>/dev/null && [ "$(sed -n 's/^State:\t\(.\).*/\1/p' "/proc/$1/status" 2>/dev/null)" != Z ] || return 0
    sleep 0.1
  done
  kill -KILL "$1" 2>/dev/null
}

agents=()   # pids, the founder first
trap 'code=$?; stop_everything; exit $code' EXIT
trap 'echo >&2; echo "Interrupted; stopping what was started." >&2; exit 130' INT TERM HUP

# 1. What is needed

command -v dotnet >/dev/null || die 2 "the .NET SDK is missing; global.json names the version"
attend scripts/install.sh run campaigns || exit $?

# 2. Build, if a source is newer than the last build that went well

sources=(src proto campaigns/microscopy/tool campaigns/Directory.Build.props Directory.*.props global.json nuget.config)
if [ ! -e "$built/stamp" ] || [ ! -x "$swarm" ] || [ ! -x "$built/microscopy" ] \
    || [ -n "$(find "${sources[@]}" ! -name '*.md' -newer "$built/stamp" -print -quit)" ]; then
  step "Building (once)"
  mkdir -p "$built"; touch "$built/began"
  log=$built/build.log; : >"$log"
  for order in "build src/Swarm.Cli -c $configuration" "publish campaigns/microscopy/tool -c $configuration -o $built"; do
    read -ra words <<<"$order"
    echo "dotnet $order"
    attend dotnet "${words[@]}" -nodeReuse:false -nologo -v quiet -clp:NoSummary >>"$log" 2>&1 || {
      tail -n 20 "$log" >&2; die 1 "the build failed, see $log"; }
  done
  mv "$built/began" "$built/stamp"
fi

# 3. Three agents

step "Starting three agents"
mkdir -p "$home"
exec 9>"$home/lock"
flock -n 9 || die 1 "another demo is running in this folder; wait for it or stop it"
rm -rf "$home/state"; mkdir -m 700 -p "$home/state"
sockets=$(mktemp -d "${TMPDIR:-/tmp}/swarm-XXXXXX") || die 78 "no temporary folder can be made"
export XDG_STATE_HOME=$home/state XDG_RUNTIME_DIR=$sockets

# start NAME FLAG...: an agent in a session of its own, so that Ctrl-C reaches it through this script alone.
start() {
  local name=$1; shift
  setsid "$swarm" agent start --config "agents/$name.yaml" --port 0 --set grace=00:00:02 "$@" \
    >"$home/state/$name.log" 2>&1 </dev/null 9>&- &
  agents+=($!)
}

# ready NAME PID: waits until an agent says that it is ready.
ready() {
  local until=$((SECONDS + 60))
  while ! grep -q " is ready at " "$home/state/$1.log" 2>/dev/null; do
    kill -0 "$2" 2>/dev/null || { wait "$2"; return 1; }
    [ "$SECONDS" -lt "$until" ] || { tail -n 5 "$home/state/$1.log" >&2; die 1 "agent $1 is not ready after 60 s"; }
    sleep 0.1 & wait $!
  done
  printf '  %-11s %s\n' "$1" "$(sed -n 's/.* is ready at \([0-9.:]*\),.*/\1/p' "$home/state/$1.log")"
}

broken() { tail -n 5 "$home/state/$1.log" >&2; die 1 "agent $1 did not start, see ${home#"$PWD"/}/state/$1.log"; }

start instrument
ready instrument "${agents[0]}" || {
  # No proof that an acknowledged entry survives a power cut: for a demonstration that is no reason to stop.
  grep -q -e --accept-data-loss "$home/state/instrument.log" || broken instrument
  mkdir -p "$home/state"; agents=(); start instrument --accept-data-loss
  ready instrument "${agents[0]}" || broken instrument; }
founder=$(sed -n 's/.* is ready at \([0-9.:]*\),.*/\1/p' "$home/state/instrument.log")
durability=$(sed -n 's/.* is ready at [^ ]* broker \(.*\)\. End it with.*/\1/p' "$home/state/instrument.log")
for name in hpc repository; do
  start "$name" --join "$founder" --secret-file "$home/state/swarm/instrument/swarm.secret"
done
ready hpc "${agents[1]}" || broken hpc
ready repository "${agents[2]}" || broken repository
echo "  broker      $durability"

tool=$home/state/swarm/instrument/data/bin
mkdir -p "$tool"; cp -r "$built"/microscopy* "$tool/"

# 4. The campaign

step "Running campaigns/microscopy/campaign.cs"
attend "$swarm" campaign run campaigns/microscopy/campaign.cs --cancel-on-exit --agent instrument -- "$@" </dev/null
code=$?
[ "$code" -eq 0 ] || die "$code" "the campaign did not end well; the agents' logs are in ${home#"$PWD"/}/state"

# 5. What came out of it, looked at with other eyes than the agents'

step "Published by the agent repository"
published=$home/state/swarm/repository/data/published
find "$published" -type f -print0 | sort -z | xargs -0 sha256sum | sed "s|$PWD/||; s/^/  /"
step "Result"
echo "  picture     $(find "$published" -name '*.png' -print -quit)"
echo "  durability  $durability"
echo "  took        $((SECONDS - began)) s"
