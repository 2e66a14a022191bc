"""Integrate-and-fire neurons with constant currents, one for each of several neurons."""

from notation import MOhm, ms, mV, nS, pA, pF

LEAKY = {
    "equations": {"dv/dt": "(vRest - v + rMem * iDrive) / tauMem"},
    "units": {"v": "mV"},
    "parameters": {"tauMem": ms(20), "vRest": mV(-65), "rMem": MOhm(100), "iDrive": pA([140, 200, 350])},
    "initial": {"v": mV(-65)},
    "threshold": "v > -50 * mV",
    "reset": {"v": "-65 * mV"},
}
REFRACTORY = {**LEAKY, "refractory": ms(3)}
ADAPTING = {
    "equations": {"dv/dt": "(gLeak * (vRest - v) + iDrive - u) / cMem", "du/dt": "(a * (v - vRest) - u) / tauU"},
    "units": {"v": "mV", "u": "pA"},
    "parameters": {
        **{"cMem": pF(200), "gLeak": nS(10), "vRest": mV(-70), "iDrive": pA(420), "a": nS(8), "tauU": ms(40)},
    },
    "initial": {"v": mV(-70)},
    "threshold": "v > -50 * mV",
    "reset": {"v": "-70 * mV", "u": "u + 30 * pA"},
    "refractory": ms(4),
}
# With real eigenvalues: Brian's "exact" gives NaN for the complex ones of the 8 nS. Nothing is held.
OVERDAMPED = {
    **{name: value for name, value in ADAPTING.items() if name != "refractory"},
    "parameters": {**ADAPTING["parameters"], "a": nS(1)},
}
V = {"cells.v": {"unit": "mV", "every": 40}}
BOTH = {**V, "cells.u": {"unit": "pA", "every": 40}}


def case(model, method, size=3, sample=V, **more):
    return {
        **{"dt": 0.1, "steps": 1000, **more},
        **{"populations": {"cells": {"size": size, "model": {**model, "method": method}}}, "sample": sample},
    }


CASES = {
    "lif-exact": case({**LEAKY, "parameters": {**LEAKY["parameters"], "iDrive": pA(237)}}, "exact", 1),
    "lif-exponential-euler": case(LEAKY, "exponentialEuler"),
    "lif-euler": case(LEAKY, "euler"),
    "lif-rk2": case(LEAKY, "rk2", dt=0.5, steps=400),
    "lif-rk4": case(LEAKY, "rk4", dt=0.5, steps=400),
    "lif-refractory": case(REFRACTORY, "exponentialEuler"),
    "lif-refractory-of-one-step": case({**LEAKY, "refractory": ms(0.5)}, "euler", dt=0.5, steps=400),
    "lif-per-neuron-parameters": case(
        {
            **LEAKY,
            "parameters": {**LEAKY["parameters"], "tauMem": ms([10, 20, 35]), "vRest": mV([-65, -60, -68])},
            "initial": {"v": mV([-65, -52, -70])},
        },
        "exponentialEuler",
    ),
    # Without a reset of v's variables in "hold", v goes on from the reset at once.
    "lif-nothing-held": case({**REFRACTORY, "hold": []}, "exponentialEuler"),
    "lif-subtractive-reset": case({**LEAKY, "reset": {"v": "v - 15 * mV"}}, "exponentialEuler"),
    "perfect-integrator": case(
        {
            "equations": {"dv/dt": "iDrive / cMem"},
            "units": {"v": "mV"},
            "parameters": {"iDrive": pA([130, 217, 391]), "cMem": pF(150)},
            "threshold": "v >= 20.03 * mV",
            "reset": {"v": "0 * mV"},
        },
        "euler",
    ),
    "adaptive-threshold": case(
        {
            "equations": {**LEAKY["equations"], "dtheta/dt": "-theta / tauTheta"},
            "units": {"v": "mV", "theta": "mV"},
            "parameters": {**LEAKY["parameters"], "tauTheta": ms(100)},
            "initial": {"v": mV(-65)},
            "threshold": "v > -50 * mV + theta",
            "reset": {"v": "-65 * mV", "theta": "theta + 2 * mV"},
            "refractory": ms(2),
        },
        "exponentialEuler",
        sample={**V, "cells.theta": {"unit": "mV", "every": 40}},
    ),
    # Kobayashi, Tsubo & Shinomoto (2009): the threshold moves, the potential is never reset.
    "multi-timescale-adaptive-threshold": case(
        {
            "equations": {**LEAKY["equations"], "dfast/dt": "-fast / (10 * ms)", "dslow/dt": "-slow / (200 * ms)"},
            "units": {"v": "mV", "fast": "mV", "slow": "mV"},
            "parameters": LEAKY["parameters"],
            "initial": {"v": mV(-65)},
            "threshold": "v > -55 * mV + fast + slow",
            "reset": {"fast": "fast + 15 * mV", "slow": "slow + 3 * mV"},
            "refractory": ms(2),
            "hold": [],
        },
        "exponentialEuler",
        sample={**V, "cells.slow": {"unit": "mV", "every": 40}},
    ),
    "adaptation-current-exact": case(OVERDAMPED, "exact", 1, BOTH),
    # Brian's "exact" divides by 0 while v is held; the error of rk4 is below 1e-9 here.
    "adaptation-current-held-exact": case({**ADAPTING, "brianMethod": "rk4"}, "exact", 1, BOTH),
    "adaptation-current-held-rk2": case(ADAPTING, "rk2", 1, BOTH, dt=0.5, steps=400),
    "adaptation-current-held-rk4": case(ADAPTING, "rk4", 1, BOTH, dt=0.5, steps=400),
    "adaptation-current-exponential-euler": case(ADAPTING, "exponentialEuler", 1, BOTH),
    # With nothing held: v goes on at once.
    "adaptation-current-rk2": case({**ADAPTING, "hold": []}, "rk2", 1, BOTH, dt=0.5, steps=400),
    "adaptation-current-rk4": case({**ADAPTING, "hold": []}, "rk4", 1, BOTH, dt=0.5, steps=400),
    "several-variables-held": case({**ADAPTING, "hold": ["v", "u"]}, "euler", 1, BOTH),
    # Every right side of a reset reads the values from before it.
    "reset-that-exchanges": case(
        {
            "equations": {"dv/dt": "(1.5 - v) / (10 * ms)", "du/dt": "(0.4 - u) / (25 * ms)"},
            "units": {"v": "1", "u": "1"},
            "threshold": "v > 1",
            "reset": {"v": "u", "u": "v - 0.3 * u"},
        },
        "exponentialEuler",
        1,
        {"cells.v": {"unit": "1", "every": 40}, "cells.u": {"unit": "1", "every": 40}},
    ),
    "threshold-of-two-conditions": case(
        {
            **ADAPTING,
            "threshold": "(v > -50 * mV and u < 60 * pA) or not (v < -49 * mV)",
        },
        "exponentialEuler",
        1,
        BOTH,
    ),
}
