#!/bin/bash
# frame.sh SEED NUMBER COUNT: makes frame-NUMBER.jpg, one of COUNT frames of a grey cloud that is wound up and unwound.
set -euo pipefail

seed=$1 number=$2 count=$3
convert=$(command -v convert-im6 || command -v convert) \
    || { echo "no convert: apt-get install imagemagick" >&2; exit 1; }

# The turn grows to the middle frame and shrinks again, so that the sequence closes to a loop. (10#: 08 is no octal.)
turn=$((10#$number <= count / 2 ? 10#$number : count - 10#$number))
"$convert" -size 512x512 -seed "$seed" plasma:fractal -colorspace Gray -blur 0x2 -normalize \
    -swirl $((turn * 720 / count)) -quality 85 "frame-$number.jpg"
