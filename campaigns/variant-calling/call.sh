#!/bin/bash
# Calls the variants of lambda.bam against ./reference; leaves lambda.vcf. Without the versions and command lines of the
# tools in its header, equal calls make equal files.
set -euo pipefail

bcftools mpileup --no-version -f reference/lambda_virus.fa lambda.bam \
    | bcftools call --no-version --ploidy 1 -mv -o lambda.vcf -
