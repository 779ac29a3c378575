#!/bin/bash
# align.sh CHUNK: aligns the read pairs CHUNK_1.fq and CHUNK_2.fq to ./reference; leaves CHUNK.bam, sorted.
set -euo pipefail

# One read group for all chunks: they are one sample, and nothing shall tell later how it was cut.
chunk=$1
bowtie2 -x reference/lambda_virus -1 "${chunk}_1.fq" -2 "${chunk}_2.fq" --rg-id lambda --rg SM:lambda \
    | samtools sort --no-PG -o "$chunk.bam" -
