#!/bin/sh
# Brings the script libraries from npm, at the versions in package-lock.json, into the folder given.
set -eu
target=$1
[ -e node_modules/.package-lock.json ] && [ node_modules/.package-lock.json -nt package-lock.json ] || npm ci --no-audit --no-fund --ignore-scripts --silent
mkdir -p "$target"
cp node_modules/htmx.org/dist/htmx.min.js "$target/htmx.min.js"
cp node_modules/htmx.org/dist/ext/hx-sse.min.js "$target/hx-sse.min.js"
