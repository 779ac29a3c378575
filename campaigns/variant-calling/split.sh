#!/bin/bash
# split.sh CHUNKS: deals the 10,000 read pairs out, in order, to chunk-01_1.fq, chunk-01_2.fq, chunk-02_1.fq, ...
set -euo pipefail

chunks=$1
examples=${BOWTIE2_EXAMPLES:-/usr/share/doc/bowtie2/examples}
[ -d "$examples/reads" ] || { echo "no reads in $examples: apt-get install bowtie2-examples" >&2; exit 1; }

# A read is four lines; both mates of a pair must land in the same chunk.
reads=$(($(zcat -f "$examples"/reads/reads_1.fq* | wc -l) / 4))
lines=$(((reads + chunks - 1) / chunks * 4))
for mate in 1 2; do
    zcat -f "$examples"/reads/reads_$mate.fq* \
        | split --lines=$lines --numeric-suffixes=1 --suffix-length=2 --additional-suffix=_$mate.fq - chunk-
done
