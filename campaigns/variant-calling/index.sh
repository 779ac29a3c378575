#!/bin/bash
# Unpacks the genome of the lambda phage and indexes it, for the aligner and for the caller, in ./reference.
set -euo pipefail

examples=${BOWTIE2_EXAMPLES:-/usr/share/doc/bowtie2/examples}
[ -d "$examples/reference" ] || { echo "no genome in $examples: apt-get install bowtie2-examples" >&2; exit 1; }

mkdir -p reference
zcat -f "$examples"/reference/lambda_virus.fa* > reference/lambda_virus.fa
bowtie2-build --quiet reference/lambda_virus.fa reference/lambda_virus
samtools faidx reference/lambda_virus.fa
