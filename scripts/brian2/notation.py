"""What the tables of cases are written in. Values with a unit are {"mV": -65}, as in the golden files."""

import random

BASE_UNITS = {"1": "1", "ms": "second", "mV": "volt", "pA": "amp", "uA": "amp", "nS": "siemens", "mV/ms": "volt/second"}


def quantity(unit):
    return lambda value: {unit: value}


ms, mV, pA, nS, pF, MOhm = (quantity(unit) for unit in ("ms", "mV", "pA", "nS", "pF", "MOhm"))
mS, uA, uF = (quantity(unit) for unit in ("mS", "uA", "uF"))


def unit_of(value):
    """The unit that a value is written in: "1" for plain numbers."""
    return next(iter(value)) if isinstance(value, dict) else "1"


def number_of(value):
    return next(iter(value.values())) if isinstance(value, dict) else value


def poisson_spikes(seed, neurons, steps, probability):
    """Spikes with this probability in each step, the same ones in every run: a list of steps for each neuron."""
    dice = random.Random(seed)
    return [[step for step in range(steps) if dice.random() < probability] for _ in range(neurons)]


def random_pairs(seed, pre, post, probability, to_itself=False):
    """Pairs of neurons, each with this probability: [pre indices, post indices]."""
    dice = random.Random(seed)
    drawn = [(i, j) for i in range(pre) for j in range(post) if dice.random() < probability]
    kept = [(i, j) for i, j in drawn if to_itself or i != j]
    return [[i for i, _ in kept], [j for _, j in kept]]


def spread(seed, count, low, high):
    """Numbers between two bounds, to three digits."""
    dice = random.Random(seed)
    return [round(dice.uniform(low, high), 3) for _ in range(count)]
