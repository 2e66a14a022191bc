"""Synapses that change: spike-timing-dependent and short-term plasticity."""

from notation import ms, mV, pA, poisson_spikes, spread

from cases.synapses import CURRENT

PAIR = {
    "equations": {"dxPre/dt": "-xPre / tauPre", "dxPost/dt": "-xPost / tauPost"},
    "units": {"xPre": "1", "xPost": "1"},
    "parameters": {"tauPre": ms(20), "tauPost": ms(25), "up": 0.05, "down": 0.06, "wMax": 1},
    "transmit": "w * 150 * pA",
    "onPre": {"w": "clip(w - down * xPost, 0, wMax)", "xPre": "xPre + 1"},
    "onPost": {"w": "clip(w + up * xPre, 0, wMax)", "xPost": "xPost + 1"},
}
TRIPLET = {
    "equations": {
        **{"dr1/dt": "-r1 / (16.8 * ms)", "dr2/dt": "-r2 / (101 * ms)"},
        **{"do1/dt": "-o1 / (33.7 * ms)", "do2/dt": "-o2 / (125 * ms)"},
    },
    "units": {"r1": "1", "r2": "1", "o1": "1", "o2": "1"},
    "parameters": {"a2Plus": 0.005, "a3Plus": 0.062, "a2Minus": 0.07, "a3Minus": 0.0023},
    "transmit": "w * 150 * pA",
    "onPre": {"w": "clip(w - o1 * (a2Minus + a3Minus * r2), 0, 1)", "r1": "r1 + 1", "r2": "r2 + 1"},
    "onPost": {"w": "clip(w + r1 * (a2Plus + a3Plus * o2), 0, 1)", "o1": "o1 + 1", "o2": "o2 + 1"},
}
DIEHL_COOK = {
    "equations": {
        "dxPre/dt": "-xPre / (20 * ms)",
        "dxPost1/dt": "-xPost1 / (20 * ms)",
        "dxPost2/dt": "-xPost2 / (40 * ms)",
    },
    "units": {"xPre": "1", "xPost1": "1", "xPost2": "1"},
    "parameters": {"etaPre": 0.03, "etaPost": 0.2, "wMax": 1},
    "transmit": "w * 150 * pA",
    "onPre": {"w": "clip(w - etaPre * xPost1, 0, wMax)", "xPre": "1"},
    "onPost": {"w": "clip(w + etaPost * xPre * xPost2, 0, wMax)", "xPost1": "1", "xPost2": "1"},
}
DEPRESSION = {
    "equations": {"dx/dt": "(1 - x) / tauRec"},
    "units": {"x": "1"},
    "parameters": {"U": 0.5, "tauRec": ms(80)},
    "initial": {"x": 1},
    "transmit": "w * U * x",
    "onPre": {"x": "x - U * x"},
}
TSODYKS_MARKRAM = {
    "equations": {"du/dt": "-u / tauFacil", "dx/dt": "(1 - x) / tauRec"},
    "units": {"u": "1", "x": "1"},
    "parameters": {"U": 0.2, "tauFacil": ms(150), "tauRec": ms(50)},
    "initial": {"x": 1},
    "transmit": "w * (u + U * (1 - u)) * x",
    "onPre": {"u": "u + U * (1 - u)", "x": "x - (u + U * (1 - u)) * x"},
}
STEPS = 500
INPUTS = {"input": poisson_spikes(21, 3, STEPS, 0.03), "teacher": poisson_spikes(22, 2, STEPS, 0.02)}
# The teacher's spike of step k makes its neuron fire in step k + 1: before, with and after the input's.
TOGETHER = {
    "input": [[50, 120, 121, 122, 300], [51, 121, 301, 400], [52, 122, 302, 303, 401]],
    "teacher": [[50, 120, 300, 400], [20, 121, 301, 302, 420]],
}
TRACE = {"unit": "1", "every": 25}
ROWS, COLUMNS = {**TRACE, "synapses": [0, 2, 4]}, {**TRACE, "synapses": [0, 1]}
WEIGHTS = spread(23, 6, 0.2, 0.8)


def learning(rule, w=WEIGHTS, unit="1", inputs=INPUTS, traces=None, model=CURRENT, **more):
    """Three inputs onto two neurons, which fire as a teacher tells them, and at times by themselves."""
    return {
        **{"dt": 0.1, "steps": STEPS, "sources": inputs, "populations": {"cells": {"size": 2, "model": model}}},
        "projections": {
            "teach": {"from": "teacher", "to": "cells", "target": "v", "w": mV(40), "pattern": "oneToOne"},
            "learn": {"from": "input", "to": "cells", "target": "iSyn", "w": w, "plasticity": rule, **more},
        },
        "sample": {
            "learn.w": {"unit": unit, "every": 25},
            "cells.v": {"unit": "mV", "every": 25},
            **{f"learn.{name}": sample for name, sample in (traces or {}).items()},
        },
    }


def short_term(rule, **more):
    return {
        **{"dt": 0.1, "steps": 800, "sources": {"input": poisson_spikes(24, 4, 800, 0.03)}},
        "populations": {"cells": {"size": 2, "model": CURRENT}},
        "projections": {
            "wire": {"from": "input", "to": "cells", "target": "iSyn", "w": pA(900), "plasticity": rule, **more},
        },
        "sample": {"cells.v": {"unit": "mV", "every": 25}, "cells.iSyn": {"unit": "pA", "every": 25}},
    }


CASES = {
    "stdp-additive": learning(PAIR, traces={"xPre": ROWS, "xPost": COLUMNS}),
    "stdp-in-one-step": learning(PAIR, inputs=TOGETHER, traces={"xPre": ROWS, "xPost": COLUMNS}),
    "stdp-nearest-spike": learning(
        {**PAIR, "onPre": {**PAIR["onPre"], "xPre": "1"}, "onPost": {**PAIR["onPost"], "xPost": "1"}}
    ),
    "stdp-multiplicative": learning(
        {
            **PAIR,
            "onPre": {"w": "w - w * min(down * xPost, 1)", "xPre": "xPre + 1"},
            "onPost": {"w": "w + (wMax - w) * min(up * xPre, 1)", "xPost": "xPost + 1"},
        }
    ),
    "stdp-of-currents": learning(
        {
            **{name: value for name, value in PAIR.items() if name != "transmit"},
            "parameters": {"tauPre": ms(20), "tauPost": ms(25), "up": pA(9), "down": pA(7), "wMax": pA(150)},
            # Brian's 0 has no unit.
            "onPre": {"w": "clip(w - down * xPost, 0 * pA, wMax)", "xPre": "xPre + 1"},
            "onPost": {"w": "clip(w + up * xPre, 0 * pA, wMax)", "xPost": "xPost + 1"},
        },
        pA(spread(25, 6, 20, 140)),
        "pA",
    ),
    "stdp-that-saturates": learning({**PAIR, "parameters": {**PAIR["parameters"], "up": 0.6, "down": 0.7}}),
    "stdp-anti-hebbian": learning(
        {
            **PAIR,
            "onPre": {"w": "clip(w + up * xPost, 0, wMax)", "xPre": "xPre + 1"},
            "onPost": {"w": "clip(w - down * xPre, 0, wMax)", "xPost": "xPost + 1"},
        }
    ),
    "stdp-inhibitory": learning(
        {
            **PAIR,
            "transmit": "-w * 150 * pA",
            "onPre": {"w": "clip(w + up * (xPost - 0.4), 0, wMax)", "xPre": "xPre + 1"},
            "onPost": {"w": "clip(w + up * xPre, 0, wMax)", "xPost": "xPost + 1"},
        }
    ),
    "stdp-delayed": learning(PAIR, delay=ms(2.5)),
    "stdp-delays-one-per-synapse": learning(PAIR, delay=ms([0, 0.1, 1, 2.3, 5, 0.7])),
    "stdp-one-to-one": learning(
        PAIR,
        [0.3, 0.6],
        inputs={**INPUTS, "input": INPUTS["input"][:2]},
        traces={"xPre": TRACE, "xPost": TRACE},
        pattern="oneToOne",
    ),
    "stdp-pairs": learning(PAIR, [0.3, 0.6, 0.4, 0.5], pattern=[[2, 0, 1, 0], [0, 1, 1, 0]]),
    "stdp-triplet": learning(TRIPLET, traces={"r1": ROWS, "r2": ROWS, "o1": COLUMNS, "o2": COLUMNS}),
    "stdp-triplet-in-one-step": learning(TRIPLET, inputs=TOGETHER),
    "stdp-diehl-cook": learning(DIEHL_COOK, traces={"xPre": ROWS, "xPost1": COLUMNS, "xPost2": COLUMNS}),
    "stdp-diehl-cook-in-one-step": learning(DIEHL_COOK, inputs=TOGETHER),
    # A presynaptic event that reads the potential, after Clopath et al. (2010) and Fusi et al. (2000).
    "voltage-dependent-depression": learning(
        {
            "parameters": {"theta": mV(-60), "a": 0.02},
            "transmit": "w * 150 * pA",
            "onPre": {"w": "clip(w + where(post.v > theta, a, -a) * abs(post.v - theta) / mV, 0, 1)"},
        }
    ),
    "voltage-dependent-in-both-events": learning(
        {
            "parameters": {"a": 0.01},
            "transmit": "w * 150 * pA",
            "onPost": {"w": "clip(w + a * (post.v + 55 * mV) / mV, 0, 1)"},
            "onPre": {"w": "clip(w - a * (post.v + 65 * mV) / (3 * mV), 0, 1)"},
        }
    ),
    # Calcium that follows the postsynaptic potential, and falls faster the more there is.
    "calcium-of-each-synapse": learning(
        {
            "equations": {"dc/dt": "(0.02 * (post.v + 65 * mV) / mV - c - c^2) / (15 * ms)"},
            "units": {"c": "1"},
            "transmit": "w * 150 * pA",
            "onPre": {"c": "c + 0.5", "w": "clip(w + 0.2 * (c - 0.4), 0, 1)"},
            "onPost": {"c": "c + 1"},
            "method": "rk4",
        },
        traces={"c": TRACE},
    ),
    # Both read what the other one overwrites.
    "event-that-exchanges": learning(
        {
            "equations": {"dx/dt": "-x / (30 * ms)"},
            "units": {"x": "1"},
            "transmit": "w * 150 * pA",
            "onPre": {"x": "w", "w": "0.9 * x + 0.05"},
            "onPost": {"w": "min(w + 0.3, 1)"},
        },
        traces={"x": TRACE},
    ),
    "short-term-depression": short_term(DEPRESSION),
    "short-term-plasticity": short_term(TSODYKS_MARKRAM),
    "short-term-plasticity-delayed": short_term(TSODYKS_MARKRAM, delay=ms([1, 3.2, 0, 0.5, 2, 2, 7, 1.1])),
    "short-term-plasticity-and-stdp": learning(
        {
            **{name: {**PAIR[name], **DEPRESSION[name]} for name in ("equations", "units", "parameters", "onPre")},
            "initial": {"x": 1},
            "transmit": "w * U * x * 300 * pA",
            "onPost": PAIR["onPost"],
        },
        traces={"xPre": ROWS, "x": ROWS},
    ),
}
