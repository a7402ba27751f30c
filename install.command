#!/bin/sh
# Sets careers_workbook up for you alone, without an administrator: install.py does it, by the first Python found here.
cd -- "$(dirname -- "$0")" && [ -f install.py ] || { echo "Unpack the whole download first."; exit 1; }
for python in python3 python3.14 python3.13 python3.12 python3.11; do
  "$python" -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && exec "$python" install.py
done
echo "Python 3.11 or newer is needed: get it from python.org, then double-click install again."
exit 1
