#!/usr/bin/env bash
# Resident memory of the fused LSTM over 5,000 fits at 50 shapes. The heap is touched at once, so growth is native memory.
exec "$(dirname "${BASH_SOURCE[0]}")/tagged.sh" soak \
  -DargLine="-Xms512m -Xmx512m -XX:+AlwaysPreTouch -XX:+UseSerialGC" "$@"
