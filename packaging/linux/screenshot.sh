#!/usr/bin/env bash
# The README's pictures, made by the program itself: the demo's story, offscreen, light and dark, with a sound server of its own that
# plays into nothing, so that the pictures are the same on a machine without sound.
set -euo pipefail
cd "$(dirname "$0")/../.."

runtime=$(mktemp -d)
pulseaudio -n --daemonize=no --use-pid-file=no --exit-idle-time=-1 --log-level=error \
  --load="module-null-sink sink_name=nothing" \
  --load="module-native-protocol-unix auth-anonymous=1 socket=$runtime/pulse" 2>"$runtime/pulseaudio.log" &
server=$!
trap 'kill "$server" 2>/dev/null; wait "$server" 2>/dev/null; rm -rf "$runtime"' EXIT
for _ in $(seq 100); do [ ! -S "$runtime/pulse" ] || break; sleep 0.1; done
[ -S "$runtime/pulse" ] || { cat "$runtime/pulseaudio.log" >&2; exit 1; }

export PULSE_SERVER="unix:$runtime/pulse" XDG_RUNTIME_DIR="$runtime" HOME="$runtime" QT_QPA_PLATFORM=offscreen
folder=${1:-docs/screenshots}
for theme in light dark; do
  "${PYTHON_OF_INBOX:-.venv/bin/python}" -m inbox demo --story --theme "$theme" --out "$folder"
  chmod 644 "$folder"/{inbox,review,journal,settings}-"$theme".png
done
