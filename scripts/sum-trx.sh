#!/usr/bin/env bash
# Adds up the results in a folder of .trx files: prints each failed test with its message, then one line with the sum.
# BROKEN counts what failed without being a test. Exit code 0 only if at least one test passed and nothing failed.
set -euo pipefail
shopt -s nullglob
files=("${1:?usage: sum-trx.sh FOLDER [BROKEN]}"/*.trx)

awk -v broken="${2:-0}" '
  function attribute(line, name,   found) {
    return match(line, "[ ]" name "=\"[^\"]*\"") ? substr(line, RSTART + length(name) + 3, RLENGTH - length(name) - 4) : ""
  }
  function plain(text) {
    gsub(/&lt;/, "<", text); gsub(/&gt;/, ">", text); gsub(/&quot;/, "\"", text); gsub(/&apos;/, "\047", text)
    gsub(/&#x[Dd];/, "", text); gsub(/&#x[Aa];/, "\n", text); gsub(/&amp;/, "\\&", text)
    return text
  }
  /<UnitTestResult / {
    outcome = attribute($0, "outcome"); count[outcome]++; inside = outcome == "Failed"
    if (inside) print "FAILED " plain(attribute($0, "testName"))
  }
  inside && /<Message>/ { talking = 1 }
  talking {
    text = $0; sub(/.*<Message>/, "", text); sub(/<\/Message>.*/, "", text); print "  " plain(text)
    if (/<\/Message>/) talking = 0
  }
  /<\/UnitTestResult>/ { inside = 0 }
  END {
    passed = count["Passed"] + 0; skipped = count["NotExecuted"] + 0
    for (outcome in count) if (outcome != "Passed" && outcome != "NotExecuted") failed += count[outcome]
    if (passed + failed == 0) print "no test ran"
    printf "%d passed, %d failed%s\n", passed, failed + broken, (skipped ? ", " skipped " skipped" : "")
    exit !(passed > 0 && failed + broken == 0)
  }' "${files[@]:-/dev/null}"
