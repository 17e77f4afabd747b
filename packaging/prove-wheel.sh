#!/usr/bin/env bash
# Installs the wheel of dist/ into a clean virtual environment, away from the source, and lets the program prove itself.
set -euo pipefail

python=${1:-python3}
source_folder=$(cd "$(dirname "$0")/.." && pwd)
wheel=$(ls "$source_folder"/dist/recording_inbox-*.whl)
clean=$(mktemp -d)
trap 'rm -rf "$clean"' EXIT

cd "$clean"
unset PYTHONPATH VIRTUAL_ENV
"$python" -m venv venv
pip=(venv/bin/python -m pip --disable-pip-version-check --no-input --quiet)
"${pip[@]}" install --require-hashes -r "$source_folder/packaging/locks/run.txt"
"${pip[@]}" install --no-deps "$wheel"
"${pip[@]}" check
venv/bin/recording-inbox --version
venv/bin/recording-inbox self-test
