"""The two models of benches/simulate.rs in SimPy, as its documentation writes such models.

Prints one line a model: name, model events a second of processor time (median of three runs).
"""

import random
import statistics
import time

import simpy

MEAN_BETWEEN = 0.01
CHAIN = [(8, 0.040), (4, 0.030), (2, 0.015)]
ORDER, INVENTORY = (20, 0.005), (4, 0.020)


def chain(seconds, seed):
    """100/s -> a(8, 40 ms) -> b(4, 30 ms) -> c(2, 15 ms), handed over: four events a job."""
    rng, env = random.Random(seed), simpy.Environment()
    pools = [(simpy.Resource(env, capacity=slots), 1 / mean) for slots, mean in CHAIN]
    took = []

    def job():
        began = env.now
        for pool, rate in pools:
            with pool.request() as slot:
                yield slot
                yield env.timeout(rng.expovariate(rate))
        took.append(env.now - began)

    def arrivals():
        while True:
            yield env.timeout(rng.expovariate(1 / MEAN_BETWEEN))
            env.process(job())

    env.process(arrivals())
    env.run(until=seconds)
    return 4 * len(took)


def sync(seconds, seed):
    """100/s -> order(20, 5 ms) that holds its slot during inventory(4, 20 ms): three events a job."""
    rng, env = random.Random(seed), simpy.Environment()
    order = simpy.Resource(env, capacity=ORDER[0])
    inventory = simpy.Resource(env, capacity=INVENTORY[0])
    took = []

    def job():
        began = env.now
        with order.request() as slot:
            yield slot
            yield env.timeout(rng.expovariate(1 / ORDER[1]))
            with inventory.request() as held:
                yield held
                yield env.timeout(rng.expovariate(1 / INVENTORY[1]))
        took.append(env.now - began)

    def arrivals():
        while True:
            yield env.timeout(rng.expovariate(1 / MEAN_BETWEEN))
            env.process(job())

    env.process(arrivals())
    env.run(until=seconds)
    return 3 * len(took)


def main():
    for model in (chain, sync):
        rates = []
        for seed in (1, 2, 3):
            began = time.process_time()
            events = model(600, seed)
            rates.append(events / (time.process_time() - began))
        print(model.__name__, round(statistics.median(rates)))


main()
