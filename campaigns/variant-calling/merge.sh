#!/bin/bash
# merge.sh BAM...: merges sorted alignments into lambda.bam. Equal places keep the order of the arguments, so the result
# does not depend on which chunk was ready first.
set -euo pipefail

samtools merge --no-PG -f -c -p lambda.bam "$@"
