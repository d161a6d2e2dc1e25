#!/usr/bin/env bash
# Write the hashed locks anew from pyproject.toml. They name no index and no download address.
set -euo pipefail
cd "$(dirname "$0")/.."
compile() {
    .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
        --no-header --no-annotate --no-emit-index-url "$@"
}
compile pyproject.toml --output-file requirements/runtime.txt
compile pyproject.toml --group dev --output-file requirements/dev.txt
compile --group emulator --output-file requirements/emulator.txt
grep -o '^uv==[^ ]*' requirements/dev.txt | compile - --output-file requirements/bootstrap.txt
export PATH="$PWD/.venv/bin:$PATH"
npm install --package-lock-only --silent
(cd web && npm install --package-lock-only --silent)
# Where to fund a package is not where it comes from, but it is an address in a lock: leave it out.
.venv/bin/python - <<'PYTHON'
import json, pathlib
for lock in (pathlib.Path("package-lock.json"), pathlib.Path("web/package-lock.json")):
    content = json.loads(lock.read_text())
    for package in content["packages"].values():
        package.pop("funding", None)
    lock.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n")
PYTHON
