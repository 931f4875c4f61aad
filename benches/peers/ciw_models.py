"""The chain of benches/simulate.rs in Ciw. Ciw has no server that is held during a call, so that it
cannot say the other model.

Prints one line a model: name, model events a second of processor time (median of three runs).
"""

import statistics
import time

import ciw

NETWORK = ciw.create_network(
    arrival_distributions=[ciw.dists.Exponential(100), None, None],
    service_distributions=[
        ciw.dists.Exponential(1 / 0.040),
        ciw.dists.Exponential(1 / 0.030),
        ciw.dists.Exponential(1 / 0.015),
    ],
    number_of_servers=[8, 4, 2],
    routing=[[0.0, 1.0, 0.0], [0.0, 0.0, 1.0], [0.0, 0.0, 0.0]],
)


def chain(seconds, seed):
    ciw.seed(seed)
    simulation = ciw.Simulation(NETWORK)
    simulation.simulate_until_max_time(seconds)
    # An arrival and three services a job.
    return 4 * len(simulation.nodes[-1].all_individuals)


def main():
    rates = []
    for seed in (1, 2, 3):
        began = time.process_time()
        events = chain(300, seed)
        rates.append(events / (time.process_time() - began))
    print("chain", round(statistics.median(rates)))


main()
