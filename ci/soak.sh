#!/usr/bin/env bash
# Resident memory of fused networks over 20,000 fits at 50 shapes, and over 1,000 networks made, trained and closed. The heap
# is touched at once, so growth is native memory.
export TEST_JVM_FLAGS="-Xms512m -Xmx512m -XX:+AlwaysPreTouch -XX:+UseSerialGC -Dorg.bytedeco.javacpp.maxphysicalbytes=0"
exec "$(dirname "${BASH_SOURCE[0]}")/tagged.sh" soak harness/lstm "$@"
