#!/usr/bin/env bash
# Compiles everything, checks the format and runs all tests. No measurement.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
mvn -B test
