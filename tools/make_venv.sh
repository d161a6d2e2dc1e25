#!/usr/bin/env bash
# Make a virtual environment with the first Python on the path that is new enough; or say in one sentence what is missing.
set -euo pipefail
folder=$1

new_enough() { command -v "$1" >/dev/null && "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

for python in ${PYTHON:-python3 python3.13 python3.12 python3.11 python}; do
    new_enough "$python" || continue
    "$python" -m venv --clear "$folder" 2>/dev/null && exit 0
    echo "Python's venv module is incomplete here; on Debian and Ubuntu install it with: apt-get install python3-venv" >&2
    exit 1
done
echo "SalesTalk needs Python 3.11 or newer and found none; install it, or name one: make PYTHON=/path/to/python3.11" >&2
exit 1
