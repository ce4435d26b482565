#!/usr/bin/env bash
# Tests that need processes of their own: they crash, hang, fill disks and memory. Among them is the campaign that kills sweeps,
# their parents or children, at random moments and resumes them: every planned trial has one whole row. 100 kills take a quarter of
# an hour.
#   ci/forks.sh [KILLS]
exec "$(dirname "${BASH_SOURCE[0]}")/tagged.sh" fork harness/core -Dlagbench.kills="${1:-8}"
