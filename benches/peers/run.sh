#!/bin/sh
# Measures the simulator beside SimPy and Ciw in one run and prints a table.
#
#   benches/peers/run.sh [FOLDER]
#
# FOLDER is a virtual environment of Python with simpy 4.1.2 and ciw 3.2.7; without one it is made
# in target/peers.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
folder=${1:-$here/../../target/peers}
if [ ! -x "$folder/bin/python" ]; then
    python3 -m venv "$folder"
    "$folder/bin/pip" install --quiet simpy==4.1.2 ciw==3.2.7
fi
exec "$folder/bin/python" "$here/table.py" "$folder/bin/python"
