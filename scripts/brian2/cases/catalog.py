"""Models of the catalog that the other tables do not have: Izhikevich's patterns, and rules of reward, voltage and homeostasis."""

from notation import ms, mV, pA, poisson_spikes, spread

from cases.plasticity import COLUMNS, INPUTS, PAIR, ROWS, STEPS, TRACE, learning
from cases.synapses import CURRENT

SLOPE = "(0.04 * v^2 / mV + 5 * v + 140 * mV - u + iDrive) / ms"
CLASS_1 = "(0.04 * v^2 / mV + 4.1 * v + 108 * mV - u + iDrive) / ms"


def pattern(dt, steps, abcd, v, drive, slope=SLOPE, recovery="a * (b * vNext - u) / ms", u=None, sampled=True):
    """A pattern of figure 1 of Izhikevich (2004), by the steps of his program, for as many steps as listed."""
    a, b, c, d = abcd
    model = {
        "equations": {
            **{"dv/dt": "slope", "du/dt": recovery, "slope": slope},
            **{"vNext": "v + dt * slope", "iDrive": f"({drive}) * mV"},
        },
        "units": {"v": "mV", "u": "mV", "slope": "mV/ms", "vNext": "mV", "iDrive": "mV"},
        "parameters": {"a": a, "b": b, "c": mV(c), "d": mV(d)},
        "initial": {"v": mV(v), "u": mV(b * v if u is None else u)},
        **{"threshold": "v > 30 * mV", "reset": {"v": "c", "u": "u + d"}, "method": "euler"},
    }
    return {
        **{"dt": dt, "steps": steps, "populations": {"cells": {"size": 1, "model": model}}},
        "sample": {"cells.u": {"unit": "mV", "every": steps // 40}} if sampled else {},
    }


# Edges lie half a step before his, so that no rounding of the time decides.
def after(start, size, dt):
    return f"where(t > {start + dt / 2} * ms, {size}, 0)"


def pulses(length, dt, *starts):
    return " + ".join(
        f"where(t > {start + dt / 2} * ms and t < {start + length - dt / 2} * ms, {size}, 0)" for start, size in starts
    )


LESS = "where(t < 49.75 * ms or t > 250.25 * ms, 80, 75)"
# Of class 2, rounding to 32 bits decides in the upstroke, which Euler's steps overshoot.
PATTERNS = {
    "tonic-spiking": pattern(0.25, 400, (0.02, 0.2, -65, 6), -70, after(10, 14, 0.25)),
    "phasic-spiking": pattern(0.25, 800, (0.02, 0.25, -65, 6), -64, after(20, 0.5, 0.25)),
    "tonic-bursting": pattern(0.25, 880, (0.02, 0.2, -50, 2), -70, after(22, 15, 0.25)),
    "phasic-bursting": pattern(0.2, 1000, (0.02, 0.25, -55, 0.05), -64, after(20, 0.6, 0.2)),
    "mixed-mode": pattern(0.25, 640, (0.02, 0.2, -55, 4), -70, after(16, 10, 0.25)),
    "frequency-adaptation": pattern(0.25, 340, (0.01, 0.2, -65, 8), -70, after(8.5, 30, 0.25)),
    "class-1": pattern(
        0.25, 1200, (0.02, -0.1, -55, 6), -60, "0.075 * max(t / ms - 30, 0)", slope=CLASS_1
    ),
    "spike-latency": pattern(0.2, 500, (0.02, 0.2, -65, 6), -70, pulses(3, 0.2, (10, 7.04))),
    "subthreshold-oscillations": pattern(0.25, 800, (0.05, 0.26, -60, 0), -62, pulses(5, 0.25, (20, 2))),
    "resonator": pattern(
        0.25, 1600, (0.1, 0.26, -60, -1), -62, pulses(4, 0.25, (40, 0.65), (60, 0.65), (280, 0.65), (320, 0.65))
    ),
    "integrator": pattern(
        *(0.25, 400, (0.02, -0.1, -55, 6), -60),
        pulses(2.25, 0.25, (9, 9), (14, 9)) + " + " + pulses(2, 0.25, (70, 9), (80, 9)),
        slope=CLASS_1,
    ),
    "rebound-spike": pattern(0.2, 1000, (0.03, 0.25, -60, 4), -64, pulses(5, 0.2, (20, -15))),
    "rebound-burst": pattern(0.2, 1000, (0.03, 0.25, -52, 0), -64, pulses(5, 0.2, (20, -15))),
    "threshold-variability": pattern(
        0.25, 400, (0.03, 0.25, -60, 4), -64, pulses(5, 0.25, (10, 1), (70, -6), (80, 1))
    ),
    # Before the last spike, rounding to 32 bits shows in u by 0.5 %, but not in spikes.
    "bistability": pattern(
        *(0.25, 1200, (0.1, 0.26, -60, 0), -61),
        "0.24 + " + pulses(5, 0.25, (37.5, 1), (216, 1)),
        sampled=False,
    ),
    "depolarizing-afterpotential": pattern(0.1, 500, (1, 0.2, -60, -21), -70, pulses(2, 0.1, (9, 20))),
    "accommodation": pattern(
        *(0.5, 800, (0.02, 1, -55, 4), -65),
        "where(t < 199.75 * ms, t / ms / 25, where(t > 300.25 * ms and t < 312.25 * ms, (t / ms - 300) / 3.125, 0))",
        recovery="a * b * (vNext + 65 * mV) / ms",
        u=-16,
    ),
    "inhibition-induced-spiking": pattern(0.5, 700, (-0.02, -1, -60, 8), -63.8, LESS),
    "inhibition-induced-bursting": pattern(0.5, 700, (-0.026, -1, -45, -2), -63.8, LESS),
}

# Neurons that are told a reward, one of them a punishment, which fades.
REWARDED = {
    **CURRENT,
    "equations": {**CURRENT["equations"], "dreward/dt": "-reward / (30 * ms)"},
    "units": {**CURRENT["units"], "reward": "1"},
    "initial": {**CURRENT["initial"], "reward": [1, -1]},
}
DECAYS = {"dxPre/dt": "-xPre / (20 * ms)", "dxPost/dt": "-xPost / (20 * ms)"}
RULE = {"equations": DECAYS, "units": {"xPre": "1", "xPost": "1"}, "transmit": "w * 150 * pA"}
MSTDP = {
    **RULE,
    "onPre": {"w": "w - 0.1 * post.reward * xPost", "xPre": "xPre + 1"},
    "onPost": {"w": "w + 0.1 * post.reward * xPre", "xPost": "xPost + 1"},
}
MSTDPET = {
    **RULE,
    "equations": {**DECAYS, "dw/dt": "0.02 * post.reward * z / ms", "dz/dt": "-z / (25 * ms)"},
    "units": {**RULE["units"], "w": "1", "z": "1"},
    "onPre": {"z": "z - xPost", "xPre": "xPre + 1"},
    "onPost": {"z": "z + xPre", "xPost": "xPost + 1"},
    "method": "euler",
}
CLOPATH = {
    "equations": {
        "dw/dt": "0.002 * x * max(post.v + 58 * mV, 0 * mV) * max(uPlus + 64 * mV, 0 * mV) / mV^2 / ms",
        "dx/dt": "-x / (15 * ms)",
        "duMinus/dt": "(post.v - uMinus) / (10 * ms)",
        "duPlus/dt": "(post.v - uPlus) / (7 * ms)",
    },
    "units": {"w": "1", "x": "1", "uMinus": "mV", "uPlus": "mV"},
    "initial": {"uMinus": mV(-65), "uPlus": mV(-65)},
    "transmit": "w * 150 * pA",
    "onPre": {"w": "max(w - 0.01 * max(uMinus + 64 * mV, 0 * mV) / mV, 0)", "x": "x + 1 / 15"},
    "method": "euler",
}
SCALING = {
    "equations": {"dw/dt": "0.02 * w * (0.02 - rate) / ms", "drate/dt": "-rate / (200 * ms)"},
    "units": {"w": "1", "rate": "1"},
    "transmit": "w * 150 * pA",
    "onPost": {"rate": "rate + 1 / 200"},
    "method": "euler",
}
DECAYING = {
    **PAIR,
    "equations": {**PAIR["equations"], "dw/dt": "(0.2 - w) / (40 * ms)"},
    "units": {**PAIR["units"], "w": "1"},
    "method": "euler",
}
HOMEOSTATIC = {
    "equations": {"dv/dt": "(20 * mV - v) / (20 * ms)", "dtheta/dt": "-0.02 * mV / ms"},
    "units": {"v": "mV", "theta": "mV"},
    "initial": {"v": mV([0, 5, 10]), "theta": mV([0, 3, -3])},
    "threshold": "v > 12 * mV + theta",
    "reset": {"v": "0 * mV", "theta": "theta + 1 * mV"},
    **{"refractory": ms(2), "method": "euler"},
}
TRACES = {"xPre": ROWS, "xPost": COLUMNS}
ONE = {"equations": {"dxPre/dt": "-xPre / (20 * ms)"}, "units": {"xPre": "1"}, "transmit": "w * 150 * pA"}
# Eight neurons on a line, which inhibit one another by the square root of their distance.
EIGHT = [(i, j) for i in range(8) for j in range(8) if i != j]

CASES = {
    **{f"izhikevich-2004-{name}": case for name, case in PATTERNS.items()},
    "reward-mstdp": learning(MSTDP, model=REWARDED, traces=TRACES),
    "reward-mstdpet": learning(MSTDPET, model=REWARDED, traces={**TRACES, "z": TRACE}),
    "voltage-based-stdp": learning(CLOPATH, traces={"x": ROWS, "uMinus": {**COLUMNS, "unit": "mV"}}),
    "synaptic-scaling": learning(SCALING, traces={"rate": COLUMNS}),
    "weight-decay-and-stdp": learning(DECAYING, traces=TRACES),
    "hebb": learning(
        {
            **RULE,
            "onPre": {"w": "min(w + 0.05 * xPost, 1)", "xPre": "xPre + 1"},
            "onPost": {"w": "min(w + 0.05 * xPre, 1)", "xPost": "xPost + 1"},
        },
        traces=TRACES,
    ),
    "oja": learning(
        {
            **RULE,
            "onPre": {"xPre": "xPre + 1"},
            "onPost": {"w": "w + 0.05 * (xPre - xPost * w)", "xPost": "xPost + 1"},
        },
        traces=TRACES,
    ),
    "power-law-stdp": learning(
        {
            **ONE,
            "onPre": {"xPre": "xPre + 1"},
            "onPost": {"w": "clip(w + 0.1 * (xPre - 0.4) * max(1 - w, 0)^0.2, 0, 1)"},
        },
        traces={"xPre": ROWS},
    ),
    "exponential-stdp": learning(
        {
            **ONE,
            "onPre": {"xPre": "xPre + 1"},
            "onPost": {"w": "clip(w + 0.1 * (xPre * exp(-w) - 0.4 * exp(w - 1)), 0, 1)"},
        },
        traces={"xPre": ROWS},
    ),
    "pre-post-stdp": learning(
        {
            **RULE,
            "onPre": {"w": "clip(w - 0.05 * xPost * max(w, 0)^0.2, 0, 1)", "xPre": "xPre + 1"},
            "onPost": {"w": "clip(w + 0.1 * (xPre - 0.4) * max(1 - w, 0)^0.2, 0, 1)", "xPost": "xPost + 1"},
        },
        traces=TRACES,
    ),
    "homeostatic-threshold": {
        **{"dt": 0.1, "steps": 2000, "populations": {"cells": {"size": 3, "model": HOMEOSTATIC}}},
        "sample": {"cells.v": {"unit": "mV", "every": 50}, "cells.theta": {"unit": "mV", "every": 50}},
    },
    "rewarded-layers": {
        **{"dt": 0.5, "steps": 1000},
        "sources": {"exc": poisson_spikes(71, 6, 1000, 0.02), "inh": poisson_spikes(72, 6, 1000, 0.02)},
        "populations": {
            name: {
                "size": size,
                "model": {
                    "equations": {"dv/dt": "-v / (20 * ms)", "dreward/dt": "-reward / (5 * ms)"},
                    "units": {"v": "mV", "reward": "1"},
                    "threshold": "v > 16 * mV",
                    "reset": {"v": "0 * mV"},
                    "method": "exact",
                },
            }
            for name, size in (("hidden", 5), ("output", 1))
        },
        "projections": {
            "critic": {"from": "output", "to": "hidden", "target": "reward", "w": 1},
            "own": {"from": "output", "to": "output", "target": "reward", "w": 1},
            **{
                name: {
                    **{"from": pre, "to": post, "target": "v", "w": mV(spread(seed, count, low, high))},
                    "plasticity": {**MSTDP, "transmit": "w", **{
                        event: {
                            **MSTDP[event],
                            "w": MSTDP[event]["w"].replace("0.1 *", "0.1 * mV *"),
                        }
                        for event in ("onPre", "onPost")
                    }},
                }
                for name, pre, post, seed, count, low, high in (
                    ("excToHidden", "exc", "hidden", 73, 30, 4, 9),
                    ("inhToHidden", "inh", "hidden", 74, 30, -3, -1),
                    ("hiddenToOutput", "hidden", "output", 75, 5, 7, 12),
                )
            },
        },
        "sample": {
            "excToHidden.w": {"unit": "mV", "every": 50},
            "inhToHidden.w": {"unit": "mV", "every": 50},
            "hiddenToOutput.w": {"unit": "mV", "every": 50},
            "hidden.v": {"unit": "mV", "every": 50},
        },
    },
    "growing-inhibition": {
        **{"dt": 0.1, "steps": STEPS * 2, "sources": {"input": poisson_spikes(76, 8, STEPS * 2, 0.02)}},
        "populations": {"cells": {"size": 8, "model": CURRENT}},
        "projections": {
            "drive": {"from": "input", "to": "cells", "target": "iSyn", "w": pA(1200), "pattern": "oneToOne"},
            "inhibit": {
                **{"from": "cells", "to": "cells", "target": "iSyn"},
                "w": pA([round(-150 * abs(i - j) ** 0.5, 4) for i, j in EIGHT]),
                "pattern": [[i for i, _ in EIGHT], [j for _, j in EIGHT]],
            },
        },
        "sample": {"cells.v": {"unit": "mV", "every": 25}, "cells.iSyn": {"unit": "pA", "every": 25}},
    },
}
