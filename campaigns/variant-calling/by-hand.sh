#!/bin/bash
# by-hand.sh [FOLDER [CHUNKS]]: the commands of the campaign, one after the other, on this machine alone. Leaves
# FOLDER/lambda.vcf (by-hand/lambda.vcf), which the campaign's must equal byte for byte, whatever CHUNKS is (6).
set -euo pipefail

folder=${1:-by-hand}
chunks=${2:-6}
examples=${BOWTIE2_EXAMPLES:-/usr/share/doc/bowtie2/examples}
[ -d "$examples" ] || { echo "no folder $examples: apt-get install bowtie2-examples" >&2; exit 1; }
mkdir -p "$folder/reference"
cd "$folder"

# The genome and its indexes
zcat -f "$examples"/reference/lambda_virus.fa* > reference/lambda_virus.fa
bowtie2-build --quiet reference/lambda_virus.fa reference/lambda_virus
samtools faidx reference/lambda_virus.fa

# The reads, in chunks
rm -f chunk-*
reads=$(($(zcat -f "$examples"/reads/reads_1.fq* | wc -l) / 4))
lines=$(((reads + chunks - 1) / chunks * 4))
zcat -f "$examples"/reads/reads_1.fq* | split -l $lines --numeric-suffixes=1 -a 2 --additional-suffix=_1.fq - chunk-
zcat -f "$examples"/reads/reads_2.fq* | split -l $lines --numeric-suffixes=1 -a 2 --additional-suffix=_2.fq - chunk-

# Every chunk aligned, then all together
for mates in chunk-*_1.fq; do
    chunk=${mates%_1.fq}
    bowtie2 -x reference/lambda_virus -1 "${chunk}_1.fq" -2 "${chunk}_2.fq" --rg-id lambda --rg SM:lambda \
        | samtools sort --no-PG -o "$chunk.bam" -
done
samtools merge --no-PG -f -c -p lambda.bam chunk-*.bam

# The variants
bcftools mpileup --no-version -f reference/lambda_virus.fa lambda.bam \
    | bcftools call --no-version --ploidy 1 -mv -o lambda.vcf -
sha256sum lambda.vcf
