"""Small networks: recurrent, inhibitory, balanced, learning."""

from notation import ms, mV, nS, pA, poisson_spikes, random_pairs, spread

from cases.nonlinear import AD_EX, IZHIKEVICH
from cases.plasticity import DIEHL_COOK, PAIR, TSODYKS_MARKRAM
from cases.synapses import CONDUCTANCE, CURRENT, DELTA

# Brunel (2000), model A, with 50 neurons.
BRUNEL = {
    **DELTA,
    "equations": {"dv/dt": "-v / tauMem"},
    "parameters": {"tauMem": ms(20)},
    "threshold": "v > 20 * mV",
    "reset": {"v": "10 * mV"},
    "refractory": ms(2),
    "initial": {"v": mV(spread(31, 40, 0, 18))},
}
INHIBITORY = {**BRUNEL, "initial": {"v": mV(spread(32, 10, 0, 18))}}
ADAPTIVE = {
    **CURRENT,
    "equations": {**CURRENT["equations"], "dtheta/dt": "-theta / (100 * ms)"},
    "units": {**CURRENT["units"], "theta": "mV"},
    "threshold": "v > -50 * mV + theta",
    "reset": {"v": "-65 * mV", "theta": "theta + 1.5 * mV"},
    "method": "exponentialEuler",
}
ADEX_WITH_INPUT = {
    **AD_EX,
    "equations": {
        **AD_EX["equations"],
        "dv/dt": AD_EX["equations"]["dv/dt"].replace("iDrive", "iDrive + iSyn"),
        "diSyn/dt": "-iSyn / (5 * ms)",
    },
    "units": {**AD_EX["units"], "iSyn": "pA"},
    "parameters": {**AD_EX["parameters"], "iDrive": pA(spread(33, 5, 500, 900))},
    "method": "rk4",
}
IZHIKEVICH_CELLS = {
    **IZHIKEVICH,
    "equations": {**IZHIKEVICH["equations"], "dv/dt": "(0.04 * v^2 / mV + 5 * v + 140 * mV - u + iDrive) / ms"},
    "parameters": {"a": 0.02, "b": 0.2, "c": mV(-65), "d": mV(8), "iDrive": mV(spread(34, 6, 4, 12))},
    "method": "euler",
}
# From the last 4 neurons to all 20.
INHIBITED = random_pairs(50, 4, 20, 0.2, to_itself=True)


def recurrent(model, size, wires, inputs, steps=500, dt=0.1, sample=None, learned=()):
    """One population, whose projections come from itself or from the inputs."""
    every = max(1, steps // 25)
    variables = {f"cells.{name}": unit for name, unit in (sample or {"v": "mV"}).items()}
    weights = {f"{name}.w": "1" for name in learned}
    return {
        **{"dt": dt, "steps": steps, "sources": inputs, "populations": {"cells": {"size": size, "model": model}}},
        "projections": {name: {"from": "cells", "to": "cells", **wire} for name, wire in wires.items()},
        "sample": {field: {"unit": unit, "every": every} for field, unit in {**variables, **weights}.items()},
    }


def brunel(delay):
    drive, steps = poisson_spikes(35, 20, 500, 0.012), 500
    wires = {
        "driveToExc": ("drive", "exc", 4.3, random_pairs(36, 20, 40, 0.3, to_itself=True)),
        "driveToInh": ("drive", "inh", 4.3, random_pairs(37, 20, 10, 0.3, to_itself=True)),
        "excToExc": ("exc", "exc", 1.7, random_pairs(38, 40, 40, 0.1)),
        "excToInh": ("exc", "inh", 1.7, random_pairs(39, 40, 10, 0.1, to_itself=True)),
        "inhToExc": ("inh", "exc", -6.1, random_pairs(40, 10, 40, 0.1, to_itself=True)),
        "inhToInh": ("inh", "inh", -6.1, random_pairs(41, 10, 10, 0.1)),
    }
    return {
        **{"dt": 0.1, "steps": steps, "sources": {"drive": drive}},
        "populations": {"exc": {"size": 40, "model": BRUNEL}, "inh": {"size": 10, "model": INHIBITORY}},
        "projections": {
            name: {"from": pre, "to": post, "target": "v", "w": mV(w), "pattern": pattern, "delay": ms(delay)}
            for name, (pre, post, w, pattern) in wires.items()
        },
        "sample": {"exc.v": {"unit": "mV", "every": 100}, "inh.v": {"unit": "mV", "every": 100}},
    }


def competition(rule):
    """Inputs learn onto neurons that inhibit one another by way of a second population, as in Diehl & Cook (2015)."""
    exc = {**ADAPTIVE, "initial": {"v": mV(-65), "theta": mV([0, 0.4, 0.8, 1.2])}}
    return {
        **{"dt": 0.5, "steps": 500, "sources": {"input": poisson_spikes(42, 8, 500, 0.06)}},
        "populations": {"exc": {"size": 4, "model": exc}, "inh": {"size": 4, "model": CURRENT}},
        "projections": {
            "learn": {
                "from": "input",
                "to": "exc",
                "target": "iSyn",
                "w": spread(43, 32, 0.2, 0.8),
                "plasticity": rule,
            },
            "excToInh": {"from": "exc", "to": "inh", "target": "iSyn", "w": pA(1500), "pattern": "oneToOne"},
            "inhToExc": {"from": "inh", "to": "exc", "target": "iSyn", "w": pA(-400), "pattern": "allButSelf"},
        },
        "sample": {"learn.w": {"unit": "1", "every": 50}, "exc.theta": {"unit": "mV", "every": 50}},
    }


KICK = {"input": [[20, 150]]}

CASES = {
    # One spike goes round.
    "ring": recurrent(
        {**DELTA, "refractory": ms(1)},
        6,
        {
            "kick": {"from": "input", "target": "v", "w": mV(16), "pattern": [[0], [0]]},
            "ring": {
                "target": "v",
                "w": mV(15.7),
                "pattern": [[0, 1, 2, 3, 4, 5], [1, 2, 3, 4, 5, 0]],
                "delay": ms(1.3),
            },
        },
        KICK,
    ),
    "ring-without-delay": recurrent(
        {**DELTA, "refractory": ms(0.8)},
        4,
        {
            "kick": {"from": "input", "target": "v", "w": mV(16), "pattern": [[0], [0]]},
            "ring": {"target": "v", "w": mV(15.7), "pattern": [[0, 1, 2, 3], [1, 2, 3, 0]]},
        },
        KICK,
        200,
    ),
    "all-but-self-inhibition": recurrent(
        ADAPTIVE,
        4,
        {
            "inputToCells": {"from": "input", "target": "iSyn", "w": pA(spread(44, 24, 100, 400))},
            "compete": {"target": "iSyn", "w": pA(-220), "pattern": "allButSelf"},
        },
        {"input": poisson_spikes(45, 6, 500, 0.03)},
        sample={"v": "mV", "iSyn": "pA", "theta": "mV"},
    ),
    "all-but-self-delayed": recurrent(
        CURRENT,
        5,
        {
            "inputToCells": {"from": "input", "target": "iSyn", "w": pA(700), "pattern": "oneToOne"},
            "excite": {"target": "iSyn", "w": pA(60), "pattern": "allButSelf", "delay": ms(1.5)},
        },
        {"input": poisson_spikes(46, 5, 500, 0.02)},
    ),
    "synapse-to-itself": recurrent(
        CURRENT,
        3,
        {
            "inputToCells": {"from": "input", "target": "iSyn", "w": pA(900), "pattern": "oneToOne"},
            "autapse": {"target": "iSyn", "w": pA([-500, 200, 450]), "pattern": "oneToOne", "delay": ms(0.5)},
        },
        {"input": poisson_spikes(47, 3, 500, 0.015)},
    ),
    "brunel": brunel(1.5),
    "brunel-without-delay": brunel(0),
    # Vogels & Abbott (2005), as in benchmark 1 of Brette et al. (2007), with 20 neurons.
    "conductances-balanced": recurrent(
        {**CONDUCTANCE, "parameters": {**CONDUCTANCE["parameters"], "iDrive": pA(spread(48, 20, 60, 190))}},
        20,
        {
            "excToCells": {"target": "gExc", "w": nS(6), "pattern": random_pairs(49, 16, 20, 0.2)},
            "inhToCells": {
                **{"target": "gInh", "w": nS(67)},
                "pattern": [[i + 16 for i in INHIBITED[0]], INHIBITED[1]],
            },
        },
        {},
        sample={"v": "mV", "gExc": "nS"},
    ),
    "adex-recurrent": recurrent(
        ADEX_WITH_INPUT,
        5,
        {"excite": {"target": "iSyn", "w": pA(spread(51, 25, 20, 300)), "delay": ms(spread(52, 25, 0.2, 6))}},
        {},
        sample={"v": "mV", "u": "pA", "iSyn": "pA"},
    ),
    "izhikevich-recurrent": recurrent(
        IZHIKEVICH_CELLS,
        6,
        {"excite": {"target": "v", "w": mV(spread(53, 36, -3, 3)), "delay": ms(2)}},
        {},
        400,
        0.25,
        {"u": "mV"},
    ),
    "stdp-recurrent": recurrent(
        CURRENT,
        4,
        {
            "inputToCells": {"from": "input", "target": "iSyn", "w": pA(900), "pattern": "oneToOne"},
            "learn": {
                **{"target": "iSyn", "w": spread(54, 12, 0.2, 0.8), "delay": ms(0.8), "plasticity": PAIR},
                "pattern": random_pairs(54, 4, 4, 1),
            },
        },
        {"input": poisson_spikes(55, 4, 500, 0.015)},
        learned=["learn"],
    ),
    "short-term-plasticity-recurrent": recurrent(
        CURRENT,
        8,
        {
            "inputToCells": {"from": "input", "target": "iSyn", "w": pA(1000), "pattern": "oneToOne"},
            "facilitate": {
                **{"target": "iSyn", "w": pA(500), "delay": ms(1), "plasticity": TSODYKS_MARKRAM},
                "pattern": random_pairs(56, 8, 8, 0.3),
            },
        },
        {"input": poisson_spikes(57, 8, 500, 0.01)},
    ),
    "competition-diehl-cook": competition(DIEHL_COOK),
    "competition-stdp": competition(PAIR),
    # Two plastic projections onto one population: all presynaptic events of a step come before the postsynaptic ones.
    "two-plastic-projections": recurrent(
        CURRENT,
        2,
        {
            "learnNear": {"from": "near", "target": "iSyn", "w": spread(58, 6, 0.3, 0.9), "plasticity": PAIR},
            "learnFar": {
                "from": "far",
                "target": "iSyn",
                "w": spread(59, 6, 0.3, 0.9),
                "plasticity": DIEHL_COOK,
                "delay": ms(2),
            },
        },
        {"near": poisson_spikes(60, 3, 500, 0.05), "far": poisson_spikes(61, 3, 500, 0.05)},
        sample={"v": "mV", "iSyn": "pA"},
        learned=["learnNear", "learnFar"],
    ),
}
