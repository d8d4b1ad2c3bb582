#!/usr/bin/env bash
# What the tests of xlwings Lite run, in .ci/lite: Pyodide, xlwings for it, and xlwings' server. Under licences of their own: for tests
# only, and only for noncommercial use; never bundled, never committed.
set -euo pipefail
cd "$(dirname "$0")"
python=${PYTHON:-python3}
npm install --silent --no-audit --no-fund --no-save --prefix lite pyodide@314.0.7
"$python" -m pip download -q --no-deps --only-binary=:all: --dest lite/wheels \
  --python-version 3.14 --implementation cp --abi cp314 --platform pyemscripten_2026_0_wasm32 \
  xlwings==0.37.8
"$python" -m pip download -q --no-deps --only-binary=:all: --dest lite xlwings-server==1.20.0
rm -rf lite/server
"$python" -m zipfile -e lite/xlwings_server-1.20.0-py3-none-any.whl lite/server
