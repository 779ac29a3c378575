#!/bin/bash
# animate.sh JPEG...: makes sequence.gif, which shows the frames for a fifth of a second each, for ever.
set -euo pipefail

convert=$(command -v convert-im6 || command -v convert) \
    || { echo "no convert: apt-get install imagemagick" >&2; exit 1; }
"$convert" -delay 20 -loop 0 "$@" sequence.gif
