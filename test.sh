#!/usr/bin/env bash
# Proves it: installs what the tests need, builds once, checks the format and runs every test.
#
#   ./test.sh            everything
#   ./test.sh --fast     the unit tests alone: no external tools, nothing installed
#
# The last line is the sum: "N passed, N failed", and ", N skipped" when some were. The exit code is 0 only if something
# ran and nothing failed. With SWARM_REQUIRE_TOOLS=1 a missing tool is a failure instead of a skipped test.
set -uo pipefail
cd "$(dirname "$0")" || exit

projects=(UnitTests IntegrationTests EndToEndTests)
case ${1:-} in
  "") ;;
  --fast) projects=(UnitTests) ;;
  *) sed -n '2,8s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
esac

command -v dotnet >/dev/null || { echo "test.sh: the .NET SDK is missing; global.json names the version" >&2; exit 2; }
[ "${1:-}" = --fast ] || scripts/install.sh test || exit $?

# Both make a build two to four times slower.
unset MSBUILDDISABLENODEREUSE UseSharedCompilation
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
results=$PWD/artifacts/test-results
rm -rf "$results"; mkdir -p "$results"
trap 'dotnet build-server shutdown >/dev/null 2>&1' EXIT

step() { printf '\n== %s\n' "$*"; }
broken=0   # what failed without a failed test to show for it

step build
if ! dotnet build Swarm.sln -nologo -v quiet -clp:NoSummary; then
  echo "the build failed, nothing was tested"
  echo "0 passed, 1 failed"
  exit 1
fi

if [ "${1:-}" != --fast ]; then
  step format
  dotnet format --verify-no-changes --no-restore || { echo "the format is off, run: dotnet format"; broken=$((broken + 1)); }
fi

for project in "${projects[@]}"; do
  step "$project"
  dotnet test "tests/Swarm.$project" --no-build -nologo -v quiet --results-directory "$results" \
    --logger "trx;LogFileName=$project.trx" --logger "console;verbosity=quiet" >"$results/$project.log" 2>&1
  code=$?
  # A test run that dies has no failed test to name.
  if [ $code -ne 0 ] && ! grep -qs 'outcome="Failed" testListId' "$results/$project.trx"; then
    tail -n 30 "$results/$project.log"
    echo "$project ended with code $code: see artifacts/test-results/$project.log"
    broken=$((broken + 1))
  fi
done

step sum
scripts/sum-trx.sh "$results" "$broken"
