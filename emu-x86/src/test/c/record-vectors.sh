#!/bin/sh
# Records the instruction vectors on this machine's CPU and writes them, compressed, over the checked-in file
# (or to the file named as the only argument).
set -eu
here=$(cd "$(dirname "$0")" && pwd)
out=${1:-$here/../resources/vectors/user-mode.vectors.gz}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
${CC:-gcc} -std=gnu11 -O1 -Wall -Wextra -o "$work/record" "$here/record-vectors.c" "$here/trampoline.S" "$here/forms.S"
"$work/record" > "$work/vectors"
gzip -n -9 < "$work/vectors" > "$work/vectors.gz"
mv "$work/vectors.gz" "$out"
echo "$(grep -c '^F' "$work/vectors") forms, $(grep -c '^V' "$work/vectors") vectors, $(wc -c < "$out") bytes: $out"
