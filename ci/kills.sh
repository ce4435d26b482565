#!/usr/bin/env bash
# Kills sweeps, their parents or children, at 100 random moments and resumes them: every planned trial has one whole row.
# kills.sh [COUNT]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
mvn -B -q test -pl harness/core -am -Dtest=KillCampaignTest -Dsurefire.failIfNoSpecifiedTests=false \
  -Dlagbench.tests.excluded=none -Dlagbench.kills="${1:-100}" -Dsurefire.printSummary=false
