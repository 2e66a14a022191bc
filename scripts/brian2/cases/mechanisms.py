"""What a neuron or a synapse may say beyond rates, spikes and weights."""

from notation import mS, ms, mV, nS, pA, pF, poisson_spikes, spread, uA

from cases.nonlinear import HODGKIN_HUXLEY

JUNCTION = {
    "equations": {"dv/dt": "(eLeak - v) / tau + (iDrive + iGap) / cMem"},
    "units": {"v": "mV", "iGap": "pA"},
    "parameters": {"eLeak": mV(-65), "tau": ms(10), "iDrive": pA([520, 560, 610]), "cMem": pF(200)},
    "initial": {"v": mV([-60, -52, -47])},
    "inputs": ["iGap"],
    "threshold": "v > -45 * mV",
    "reset": {"v": "-65 * mV"},
    "refractory": ms(2),
    "method": "euler",
}
GAP = {"summed": {"iGap": "w * (pre.v - post.v)"}, "units": {"iGap": "pA"}}
GRADED = {"summed": {"iGap": "w * (eSyn - post.v) / (1 + exp(-(pre.v + 55 * mV) / (2 * mV)))"}, "units": {"iGap": "pA"}}
TWO_TARGETS = {
    "equations": {
        "dv/dt": "(gLeak * (eLeak - v) - (gAmpa + gNmda) * v) / cMem",
        "dgAmpa/dt": "-gAmpa / tauAmpa",
        "dgNmda/dt": "-gNmda / tauNmda",
    },
    "units": {"v": "mV", "gAmpa": "nS", "gNmda": "nS"},
    "parameters": {"cMem": pF(200), "gLeak": nS(10), "eLeak": mV(-70), "tauAmpa": ms(2), "tauNmda": ms(100)},
    "initial": {"v": mV(-70)},
    "threshold": "v > -50 * mV",
    "reset": {"v": "-65 * mV"},
    "refractory": ms(2),
    "method": "exponentialEuler",
}
LEAKY = {
    "equations": {"dv/dt": "(drive - v) / tau"},
    "units": {"v": "mV"},
    "parameters": {"tau": ms(10), "drive": mV([18, 22, 30])},
    "threshold": "v > 15 * mV",
    "reset": {"v": "0 * mV"},
    "method": "exact",
}
DELTA = {**LEAKY, "equations": {"dv/dt": "-v / tau"}, "parameters": {"tau": ms(10)}}
PAIR = {
    "equations": {"dxPre/dt": "-xPre / tauPre", "dxPost/dt": "-xPost / tauPost"},
    "units": {"xPre": "1", "xPost": "1"},
    "parameters": {"tauPre": ms(20), "tauPost": ms(20), "up": 0.01, "down": 0.012},
    "transmit": "w * mV",
    "onPre": {"xPre": "xPre + 1", "w": "clip(w - down * xPost, 0, 12)"},
    "onPost": {"xPost": "xPost + 1", "w": "clip(w + up * xPre, 0, 12)"},
}


def case(model, size, sample, dt=0.1, steps=600, sources=None, projections=None):
    every = max(1, steps // 30)
    return {
        **{"dt": dt, "steps": steps, "sources": sources or {}},
        "populations": {"cells": {"size": size, "model": model}},
        "projections": projections or {},
        "sample": {field: {"unit": unit, "every": every} for field, unit in sample.items()},
    }


def within(plasticity, w, **more):
    return {"wire": {"from": "cells", "to": "cells", "w": w, "plasticity": plasticity, "pattern": "allButSelf", **more}}


CASES = {
    "gap-junctions": case(JUNCTION, 3, {"cells.v": "mV"}, projections=within(GAP, nS(4))),
    "graded-synapses": case(
        {**JUNCTION, "parameters": {**JUNCTION["parameters"], "eSyn": mV(-80)}},
        3,
        {"cells.v": "mV"},
        projections=within({**GRADED, "parameters": {"eSyn": mV(-80)}}, nS(1.5)),
    ),
    "several-targets": case(
        TWO_TARGETS,
        2,
        {"cells.v": "mV", "cells.gAmpa": "nS", "cells.gNmda": "nS"},
        sources={"input": poisson_spikes(11, 6, 600, 0.03)},
        projections={
            "wire": {
                **{"from": "input", "to": "cells", "w": nS(spread(12, 12, 2, 6))},
                "plasticity": {"transmit": {"gAmpa": "w", "gNmda": "0.1 * w"}},
            }
        },
    ),
    "refractory-one-per-neuron": case({**LEAKY, "refractory": ms([1, 4, 9.5])}, 3, {"cells.v": "mV"}),
    "refractory-by-a-condition": case(
        {**HODGKIN_HUXLEY, "method": "exponentialEuler", "refractory": "v > 0 * mV", "hold": []},
        3,
        {"cells.v": "mV", "cells.m": "1"},
        dt=0.02,
        steps=3000,
    ),
    "drive-over-time": case(
        {
            **LEAKY,
            "equations": {"dv/dt": "(drive * (1 + sin(2 * pi * t / (25 * ms))) - v) / tau"},
            "method": "euler",
        },
        3,
        {"cells.v": "mV"},
    ),
    "delay-of-the-postsynaptic-event": case(
        DELTA,
        2,
        {"cells.v": "mV", "wire.w": "1"},
        sources={"input": poisson_spikes(13, 5, 900, 0.03)},
        steps=900,
        projections={
            "wire": {
                **{"from": "input", "to": "cells", "target": "v", "w": spread(14, 10, 4, 9)},
                **{"plasticity": PAIR, "delay": ms(0.7), "postDelay": ms(2.4)},
            }
        },
    ),
}
