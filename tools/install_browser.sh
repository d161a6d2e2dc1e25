#!/usr/bin/env bash
# Debian's Chromium, which tests the page. Where there is another, name it: SALESTALK_CHROMIUM=/path/to/chromium.
set -euo pipefail
browser=${SALESTALK_CHROMIUM:-/usr/bin/chromium}
if [[ -x $browser ]]; then
    exit 0
fi
if [[ -n ${SALESTALK_CHROMIUM:-} ]]; then
    echo "SALESTALK_CHROMIUM names $browser, and no program is there." >&2
    exit 1
fi
if ! command -v apt-get > /dev/null; then
    echo "The page is tested in Chromium: install it, and name it in SALESTALK_CHROMIUM." >&2
    exit 1
fi
as_root=()
if [[ $(id -u) != 0 ]]; then
    as_root=(sudo -n)
fi
echo "Installing Chromium"
log=$(mktemp)
if ! { "${as_root[@]}" apt-get update && "${as_root[@]}" apt-get install -y --no-install-recommends chromium; } &> "$log"; then
    cat "$log" >&2
    echo "Chromium could not be installed; install the package chromium, or name a browser in SALESTALK_CHROMIUM." >&2
    exit 1
fi
rm -f "$log"
