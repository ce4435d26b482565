#!/usr/bin/env bash
# Tests that need processes of their own: they crash, hang, fill disks and memory. Among them is the campaign that kills sweeps,
# their parents or children, at 100 random moments and resumes them: every planned trial has one whole row.
# forks.sh [KILLS]
exec "$(dirname "${BASH_SOURCE[0]}")/tagged.sh" fork harness/core -Dlagbench.kills="${1:-100}"
