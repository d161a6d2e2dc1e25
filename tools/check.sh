#!/usr/bin/env bash
# All of the gate but the tests. Every check runs, whatever the ones before it said; the last line sums up.
set -uo pipefail
cd "$(dirname "$0")/.."
PATH=$PWD/.venv/bin:$PATH
failed=()
TENANTS=acme-corp-001,techstart-inc-002

check() {
    local name=$1 output
    shift
    if output=$("$@" 2>&1); then
        printf '  ok    %s\n' "$name"
    else
        printf '  FAIL  %s\n%s\n' "$name" "$output"
        failed+=("$name")
    fi
}

check "format" ruff format --check --quiet .
check "lint" ruff check --output-format concise .
check "types" mypy
check "layers" lint-imports --no-logo
check "seed data as generated" python -m seed_data.generate --check
check "vocabulary as prepared" python -m tools.vocabulary --check
check "schemas as generated" python -m salestalk.contracts.schemas --check
check "OpenAPI as generated" python -m tools.openapi --check
check "AsyncAPI and events as documented" python -m tools.asyncapi
check "plans as documented" python -m tools.plans
check "cost as documented" python -m tools.cost
check "scale as documented" python -m tools.scale
check "the page" npm --prefix web run check --silent
check "the page's size" npm --prefix web run budget --silent
check "templates for AWS" node_modules/.bin/cdk synth --quiet --output build/templates -c "tenant=$TENANTS"
check "data, schemas, documents and templates" salestalk validate --templates build/templates
check "shell scripts" bash -n .ci/run requirements/lock.sh tools/*.sh

if ((${#failed[@]})); then
    printf 'The gate is closed: %s\n' "$(IFS=,; echo "${failed[*]}")" >&2
    exit 1
fi
