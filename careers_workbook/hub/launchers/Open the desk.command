#!/bin/sh
# Opens the desk of this Hub in the browser. careers_workbook made this file, and makes it again if it is gone.
# The program is where it said last that it is; else where install.command puts it; else on the PATH.
case "$(uname)" in
Darwin) own="$HOME/Library/Application Support/careers_workbook" ;;
*) own="${XDG_STATE_HOME:-$HOME/.local/state}/careers_workbook" ;;
esac
hub="$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)" || exit
cd /
for python in "$(cat "$own/program.txt" 2>/dev/null)" "$own/program/bin/python"; do
  if [ -x "$python" ] && "$python" -P -c 'import careers_workbook' 2>/dev/null; then
    nohup "$python" -P -m careers_workbook.cli.launched "$hub" </dev/null >/dev/null 2>&1 &
    exit
  fi
done
if command -v careers-workbook-desk >/dev/null; then
  nohup careers-workbook-desk "$hub" </dev/null >/dev/null 2>&1 &
  exit
fi
echo
echo "The program careers_workbook was not found on this computer."
echo
echo "Set it up (again): open the folder that you downloaded it as, and double-click install.command in it."
echo "Nothing of your Hub is lost: everything is in this folder."
echo
printf 'Press Enter to close this window. '
read -r _
exit 1
