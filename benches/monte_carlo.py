"""40 plans over draws of four inputs by numpy: vectorised over the draws, hour by hour, in floats.

Twice: plainly, one array for all draws; and in blocks of draws that fit the cache of a core.

12 plans by the token, 16 reserved with overflow, 12 autoscaled, on 168 different hours; the mean, the
cheapest plan of each draw and four quantiles of each plan. One thread. `benches/monte_carlo.rs` calls
it.

    python3 benches/monte_carlo.py DRAWS
"""

import math
import os
import sys
import time

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

import numpy as np

# Draws of a block: what is in work fits the cache of a core.
BLOCK = 8_192


def main(count: int, block: int, how: str) -> None:
    random = np.random.default_rng(1)
    requests = random.integers(100_000, 3_000_000, count).astype(float)
    inputs = random.uniform(400, 1600, count)
    outputs = random.uniform(100, 400, count)
    multiplier = random.uniform(0.7, 1.3, count)
    weights = 100.0 + (np.arange(168) * 7919) % 5003
    shares = weights / weights.sum() * 168 / 730
    hours = 730 / 168

    began = time.perf_counter()
    spent = time.process_time()
    costs = []
    for plan in range(12):
        price_in, price_out = 0.1e-6 * (plan + 1), 0.4e-6 * (plan + 1)
        costs.append(requests * (inputs * price_in + outputs * price_out) * multiplier)
    for plan in range(16):
        held_in, held_out = 6e6 * 2 ** (plan % 4), 1.2e6 * 2 ** (plan % 4)
        cost = np.empty(count)
        for at in range(0, count, block):
            part = slice(at, at + block)
            asked_in = requests[part] * inputs[part]
            asked_out = requests[part] * outputs[part]
            over_in = np.zeros(len(asked_in))
            over_out = np.zeros(len(asked_in))
            for share in shares:
                over_in += np.maximum(asked_in * share - held_in, 0.0)
                over_out += np.maximum(asked_out * share - held_out, 0.0)
            over = over_in * hours * 3e-6 + over_out * hours * 15e-6
            cost[part] = (5_000.0 * (plan + 1) + over) * multiplier[part]
        costs.append(cost)
    for plan in range(12):
        capacity = (150 + 75 * plan) * 3_600 * 0.7
        cost = np.empty(count)
        for at in range(0, count, block):
            part = slice(at, at + block)
            need = requests[part] * np.maximum(outputs[part] / capacity, inputs[part] / (10 * capacity))
            units = np.zeros(len(need))
            for share in shares:
                units += np.maximum(np.ceil(need * share), 1.0)
            cost[part] = units * hours * 1.4 * multiplier[part]
        costs.append(cost)
    cheapest = np.zeros(count, dtype=np.int32)
    least = costs[0].copy()
    for plan, cost in enumerate(costs):
        better = cost < least
        least[better] = cost[better]
        cheapest[better] = plan
    # The nearest ranks.
    ranks = [math.ceil(count * share) - 1 for share in (0.05, 0.5, 0.9, 0.95)]
    quantiles = [np.partition(cost, ranks)[ranks] for cost in costs]
    means = [cost.mean() for cost in costs]
    wall = time.perf_counter() - began
    spent = time.process_time() - spent
    assert len(quantiles) == len(means) == 40 and cheapest.max() < 40
    print(
        f"numpy {np.__version__}, hour by hour, {how}, {count} draws on one thread: {wall:.2f} s, "
        f"{spent:.2f} s of CPU, {spent * 1e9 / count / 40:.0f} ns a plan and draw"
    )


DRAWS = int(sys.argv[1])
main(DRAWS, DRAWS, "plainly")
main(DRAWS, BLOCK, f"in blocks of {BLOCK}")
