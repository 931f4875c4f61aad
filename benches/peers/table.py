"""Runs this simulator and its peers one after the other and prints one table.

Rates are per second of processor time, so that what else the machine does disturbs them little.

Arguments: the Python that has SimPy and Ciw.
"""

import json
import os
import resource
import statistics
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
MODELS = ["chain", "sync"]
PEERS = [("SimPy", "simpy_models.py"), ("Ciw", "ciw_models.py")]


def ours():
    """Events per second of processor time: by name."""
    command = ["cargo", "bench", "--bench", "simulate", "--no-run", "--message-format", "json"]
    built = subprocess.run(command, cwd=HERE, check=True, stdout=subprocess.PIPE, text=True).stdout
    messages = [json.loads(line) for line in built.splitlines()]
    # The program of the window is built beside it.
    benches = [m for m in messages if m.get("executable") and m["target"]["name"] == "simulate"]
    program = benches[-1]["executable"]
    rates = {}
    for model in MODELS:
        runs = []
        for _ in range(3):
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            text = subprocess.run(
                [program], check=True, capture_output=True, text=True, env={"MODEL": model}
            ).stdout
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            took = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            runs.append(float(text) / took)
        rates[model] = statistics.median(runs)
    return rates


def peer(python, script):
    command = [python, os.path.join(HERE, script)]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return {name: float(rate) for name, rate in (line.split() for line in text.splitlines())}


def main():
    python = sys.argv[1]
    mine = ours()
    print("| model | engine | model events per processor second | this one is faster by |")
    print("|---|---|---|---|")
    others = [(name, peer(python, script)) for name, script in PEERS]
    for model, rate in mine.items():
        print(f"| {model} | Loadbearing | {rate:,.0f} | |")
        for name, rates in others:
            if model in rates:
                times = rate / rates[model]
                print(f"| {model} | {name} | {rates[model]:,.0f} | {times:.0f}× |")


main()
