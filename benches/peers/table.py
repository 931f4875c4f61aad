"""Runs this simulator's bench and its peers one after the other and prints one table.

Arguments: the Python that has SimPy and Ciw.
"""

import os
import re
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
UNITS = {"": 1, "K": 1e3, "M": 1e6, "G": 1e9}
PEERS = [("SimPy", "simpy_models.py"), ("Ciw", "ciw_models.py")]


def ours():
    """Median events a second by name, from the lines that follow a bench's name in divan's output."""
    command = ["cargo", "bench", "--bench", "simulate", "--", "events"]
    text = subprocess.run(command, cwd=HERE, check=True, capture_output=True, text=True).stdout
    rates, name = {}, None
    for line in text.splitlines():
        begins = re.search(r"[├╰]─ (\w+)", line)
        name = begins.group(1) if begins else name
        found = re.findall(r"([\d.]+) ([KMG]?)item/s", line)
        if len(found) == 4:
            value, unit = found[2]
            rates[name] = float(value) * UNITS[unit]
    return rates


def peer(python, script):
    command = [python, os.path.join(HERE, script)]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return {name: float(rate) for name, rate in (line.split() for line in text.splitlines())}


def main():
    python = sys.argv[1]
    mine = ours()
    print("| model | engine | model events/s | this one is faster by |")
    print("|---|---|---|---|")
    others = [(name, peer(python, script)) for name, script in PEERS]
    for model, rate in mine.items():
        print(f"| {model} | Loadbearing | {rate:,.0f} | |")
        for name, rates in others:
            if model in rates:
                times = rate / rates[model]
                print(f"| {model} | {name} | {rates[model]:,.0f} | {times:.0f}× |")


main()
