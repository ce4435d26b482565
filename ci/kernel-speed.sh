#!/usr/bin/env bash
# What the oneDNN kernel costs beyond oneDNN's own primitives. Prints; asserts nothing: times depend on the machine.
exec "$(dirname "${BASH_SOURCE[0]}")/tagged.sh" benchmark "$@"
