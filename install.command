#!/bin/sh
# Sets careers_workbook up for you alone: no administrator, nothing outside of your own folders. Again: updates it.
fail() { printf '\n%s\n' "$1"; exit 1; }
cd -- "$(dirname -- "$0")" && [ -f constraints.txt ] || fail "Unpack the whole download first."
own="${XDG_STATE_HOME:-$HOME/.local/state}"
[ "$(uname)" = Darwin ] && own="$HOME/Library/Application Support"
place="$own/careers_workbook/program"
for python in python3 python3.14 python3.13 python3.12 python3.11 ""; do
  "$python" -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && break
done
[ "$python" ] || fail "Python 3.11 or newer is needed: get it from python.org, then double-click install again."
"$python" -m venv --clear "$place" &&
  "$place/bin/python" -m pip install --disable-pip-version-check -c constraints.txt . &&
  "$place/bin/python" -P -m careers_workbook.cli.desktop_icon ||
  fail "It was not set up: the last lines above say why. docs/install.md says what to ask IT for."
nohup "$place/bin/python" -P -m careers_workbook.cli.launched </dev/null >/dev/null 2>&1 &
