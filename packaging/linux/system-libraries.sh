#!/usr/bin/env bash
# The few Debian packages that Recording Inbox needs beside its Python packages: which are missing, and installing them.
#
#   system-libraries.sh check   LIST...    prints the missing packages, one a line; exit 1 when there are any
#   system-libraries.sh install LIST...    installs them with apt as root or by sudo without a password; when neither is
#                                          possible, says in one sentence what to type. Exit 1 only when the work cannot go
#                                          on without them: Qt does not load, no virtual environment can be made, or CI is set.
#
# Lists: venv (making .venv), run (the program: the sonames that PySide6's wheels ask of the system), test (tools of the
# test suite), bundle (what PyInstaller asks for), audio (making the demo audio anew), bench (load, and what to compare with).
set -uo pipefail

PYTHON=${PYTHON:-python3}

# What Qt's Core, Gui, Widgets, Multimedia and its FFmpeg plugin are linked to: without these nothing starts.
needed_always='
libEGL.so.1            libegl1
libGL.so.1             libgl1
libX11.so.6            libx11-6
libXext.so.6           libxext6
libXrandr.so.2         libxrandr2
libbrotlidec.so.1      libbrotli1
libbz2.so.1            libbz2-1.0
libdbus-1.so.3         libdbus-1-3
libdrm.so.2            libdrm2
libfontconfig.so.1     libfontconfig1
libfreetype.so.6       libfreetype6
libglib-2.0.so.0       libglib2.0-0
libgssapi_krb5.so.2    libgssapi-krb5-2
libpulse.so.0          libpulse0
libstdc++.so.6         libstdc++6
libxkbcommon.so.0      libxkbcommon0
libz.so.1              zlib1g
libzstd.so.1           libzstd1
'
# What Qt's X11 and Wayland platforms ask for besides: only with a display.
needed_with_display='
libX11-xcb.so.1        libx11-xcb1
libwayland-client.so.0 libwayland-client0
libwayland-cursor.so.0 libwayland-cursor0
libxcb-cursor.so.0     libxcb-cursor0
libxcb-glx.so.0        libxcb-glx0
libxcb-icccm.so.4      libxcb-icccm4
libxcb-image.so.0      libxcb-image0
libxcb-keysyms.so.1    libxcb-keysyms1
libxcb-randr.so.0      libxcb-randr0
libxcb-render-util.so.0 libxcb-render-util0
libxcb-render.so.0     libxcb-render0
libxcb-shape.so.0      libxcb-shape0
libxcb-shm.so.0        libxcb-shm0
libxcb-sync.so.1       libxcb-sync1
libxcb-util.so.1       libxcb-util1
libxcb-xfixes.so.0     libxcb-xfixes0
libxcb-xkb.so.1        libxcb-xkb1
libxkbcommon-x11.so.0  libxkbcommon-x11-0
'
bundle_tools='
objdump                binutils
'
test_tools='
Xvfb                   xvfb
xdotool                xdotool
pulseaudio             pulseaudio
pactl                  pulseaudio-utils
dbus-daemon            dbus-daemon
sshd                   openssh-server
ssh                    openssh-client
strace                 strace
faketime               faketime
slowhttptest           slowhttptest
prlimit                util-linux
curl                   curl
desktop-file-validate  desktop-file-utils
appstreamcli           appstream
git                    git
import                 imagemagick
ffmpeg                 ffmpeg
espeak-ng              espeak-ng
'
test_libraries='
libnss_wrapper.so      libnss-wrapper
'
bench_tools='
curl                   curl
wrk                    wrk
webhook                webhook
'
audio_tools='
espeak-ng              espeak-ng
sox                    sox
lame                   lame
ffmpeg                 ffmpeg
'

find_shared_python='
import ctypes, os, sysconfig
name = sysconfig.get_config_var("INSTSONAME")
path = os.path.join(sysconfig.get_config_var("LIBDIR"), name)
ctypes.CDLL(path if os.path.exists(path) else name)
'

PATH=$PATH:/usr/sbin:/sbin
known_libraries=$(ldconfig -p 2>/dev/null)

missing_libraries() {
  while read -r soname package; do
    [ -z "$soname" ] || grep -qF "$soname" <<<"$known_libraries" || echo "$package"
  done
}

missing_tools() {
  while read -r tool package; do
    [ -z "$tool" ] || command -v "$tool" >/dev/null || echo "$package"
  done
}

missing_in() {
  case $1 in
    venv) "$PYTHON" -c 'import ensurepip, venv' 2>/dev/null || echo python3-venv ;;
    run)
      missing_libraries <<<"$needed_always"
      missing_libraries <<<"$needed_with_display"
      [ -n "$(find /usr/share/fonts /usr/local/share/fonts "$HOME/.fonts" "$HOME/.local/share/fonts" \
        \( -name '*.ttf' -o -name '*.otf' -o -name '*.ttc' \) -print -quit 2>/dev/null)" ] || echo fonts-dejavu-core
      ;;
    test)
      missing_tools <<<"$test_tools"
      missing_libraries <<<"$test_libraries"
      ;;
    audio) missing_tools <<<"$audio_tools" ;;
    bench) missing_tools <<<"$bench_tools" ;;
    bundle)
      missing_tools <<<"$bundle_tools"
      # PyInstaller wants Python as a shared library; Debian's python3 is linked without it.
      "$PYTHON" -c "$find_shared_python" 2>/dev/null || "$PYTHON" -c 'import sys; print("libpython3.%d" % sys.version_info.minor)'
      ;;
    *) echo "system-libraries.sh: no list is called “$1”" >&2; exit 2 ;;
  esac
}

missing() {
  local list
  for list in "$@"; do missing_in "$list"; done | sort -u
}

# Nothing that is installed is ever removed for ours: a desktop with PipeWire keeps it.
apt_install=(apt-get install --yes --quiet --no-install-recommends --no-remove -o DPkg::Lock::Timeout=300)

install_with_apt() {
  local packages=("$@") as_root=() had_sshd=yes log
  command -v apt-get >/dev/null || return 1
  if [ "$(id -u)" -ne 0 ]; then
    sudo -n true 2>/dev/null || return 1
    as_root=(sudo -n)
  fi
  command -v sshd >/dev/null || had_sshd=no
  log=$(mktemp)
  echo "Installing system packages: ${packages[*]}"
  as_root+=(env DEBIAN_FRONTEND=noninteractive)
  "${as_root[@]}" apt-get update --quiet >"$log" 2>&1
  if ! "${as_root[@]}" "${apt_install[@]}" "${packages[@]}" >>"$log" 2>&1; then
    for package in "${packages[@]}"; do "${as_root[@]}" "${apt_install[@]}" "$package" >>"$log" 2>&1; done
  fi
  # The tests start an sshd of their own on loopback; the service that comes with the package is not wanted.
  if [ "$had_sshd" = no ] && [ -d /run/systemd/system ]; then
    "${as_root[@]}" systemctl disable --now ssh.service ssh.socket >>"$log" 2>&1
  fi
  known_libraries=$(ldconfig -p 2>/dev/null)
  if [ -n "$(missing "${lists[@]}")" ]; then tail -n 5 "$log" >&2; fi
  rm -f "$log"
}

command=${1:-}
shift || true
lists=("$@")
case $command in
  check | install) [ ${#lists[@]} -gt 0 ] || { echo "usage: system-libraries.sh check|install LIST..." >&2; exit 2; } ;;
  *) echo "usage: system-libraries.sh check|install LIST..." >&2; exit 2 ;;
esac
for list in "${lists[@]}"; do missing_in "$list" >/dev/null || true; done

mapfile -t packages < <(missing "${lists[@]}")
[ ${#packages[@]} -gt 0 ] || exit 0
if [ "$command" = check ]; then
  printf '%s\n' "${packages[@]}"
  exit 1
fi

install_with_apt "${packages[@]}"
hash -r
mapfile -t packages < <(missing "${lists[@]}")
[ ${#packages[@]} -gt 0 ] || exit 0
echo "Some system packages are missing and could not be installed from here; please type: sudo apt-get install ${packages[*]}" >&2

[ -z "${CI:-}" ] || exit 1
for list in "${lists[@]}"; do
  case $list in
    venv) [ -z "$(missing_in venv)" ] || exit 1 ;;
    run)
      [ -z "$(missing_libraries <<<"$needed_always")" ] || exit 1
      [ -z "${DISPLAY:-}" ] || [ -z "$(missing_libraries <<<"$needed_with_display")" ] || exit 1
      ;;
    test | bundle | audio | bench) ;; # what needs a tool says so itself
  esac
done
exit 0
