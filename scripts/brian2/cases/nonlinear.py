"""Nonlinear neurons: spike initiation, adaptation, bursting, and channels."""

from notation import mS, ms, mV, nS, pA, pF, uA, uF

# Brette & Gerstner (2005), whose w is u here: synapses have a w of their own.
AD_EX = {
    "equations": {
        "dv/dt": "(gLeak * (eLeak - v) + iSpike - u + iDrive) / cMem",
        "iSpike": "gLeak * deltaT * exp((v - vThresh) / deltaT)",
        "du/dt": "(a * (v - eLeak) - u) / tauU",
    },
    "units": {"v": "mV", "u": "pA", "iSpike": "pA"},
    "parameters": {
        **{"cMem": pF(281), "gLeak": nS(30), "eLeak": mV(-70.6), "vThresh": mV(-50.4), "deltaT": mV(2)},
        **{"tauU": ms(144), "a": nS(4), "iDrive": pA(1000)},
    },
    "initial": {"v": mV(-70.6)},
    "threshold": "v > -40 * mV",
    "reset": {"v": "-70.6 * mV", "u": "u + 80.5 * pA"},
}
# The seven patterns of figure 2 of Izhikevich (2003), one a neuron.
IZHIKEVICH = {
    "equations": {
        "dv/dt": "(0.04 * v^2 / mV + 5 * v + 140 * mV - u + 10 * mV) / ms",
        "du/dt": "a * (b * v - u) / ms",
    },
    "units": {"v": "mV", "u": "mV"},
    "parameters": {
        **{"a": [0.02, 0.02, 0.02, 0.1, 0.02, 0.02, 0.1], "b": [0.2, 0.2, 0.2, 0.2, 0.25, 0.25, 0.26]},
        **{"c": mV([-65, -55, -50, -65, -65, -65, -65]), "d": mV([8, 4, 2, 2, 2, 0.05, 2])},
    },
    "initial": {"v": mV(-65), "u": mV(-13)},
    "threshold": "v >= 30 * mV",
    "reset": {"v": "c", "u": "u + d"},
}
HODGKIN_HUXLEY = {
    "equations": {
        "dv/dt": "(iDrive - iNa - iK - gLeak * (v - eLeak)) / cMem",
        "iNa": "gNa * m^3 * h * (v - eNa)",
        "iK": "gK * n^4 * (v - eK)",
        "dm/dt": "((1 - m) / phi1(-(v + 40 * mV) / (10 * mV)) - 4 * m * exp(-(v + 65 * mV) / (18 * mV))) / ms",
        "dh/dt": "(0.07 * exp(-(v + 65 * mV) / (20 * mV)) * (1 - h) - betaH * h) / ms",
        "betaH": "1 / (1 + exp(-(v + 35 * mV) / (10 * mV)))",
        "dn/dt": "(0.1 * (1 - n) / phi1(-(v + 55 * mV) / (10 * mV)) - betaN * n) / ms",
        "betaN": "0.125 * exp(-(v + 65 * mV) / (80 * mV))",
    },
    "units": {"v": "mV", "iNa": "pA", "iK": "pA", **dict.fromkeys(("m", "h", "n", "betaH", "betaN"), "1")},
    "parameters": {
        **{"cMem": uF(1), "gNa": mS(120), "gK": mS(36), "gLeak": mS(0.3)},
        **{"eNa": mV(50), "eK": mV(-77), "eLeak": mV(-54.387), "iDrive": uA([7, 10, 20])},
    },
    "initial": {"v": mV(-65), "m": 0.0529, "h": 0.5961, "n": 0.3177},
    "threshold": "v > 0 * mV",
    "refractory": ms(3),
    "hold": [],
}
# Wang & Buzsáki (1996): m at its steady state.
WANG_BUZSAKI = {
    "equations": {
        "dv/dt": "(iDrive - gNa * mInf^3 * h * (v - eNa) - gK * n^4 * (v - eK) - gLeak * (v - eLeak)) / cMem",
        "mInf": "1 / (1 + 4 * exp(-(v + 60 * mV) / (18 * mV)) * phi1(-(v + 35 * mV) / (10 * mV)))",
        "dh/dt": "5 * (0.07 * exp(-(v + 58 * mV) / (20 * mV)) * (1 - h) - betaH * h) / ms",
        "betaH": "1 / (1 + exp(-(v + 28 * mV) / (10 * mV)))",
        "dn/dt": "5 * (0.1 / phi1(-(v + 34 * mV) / (10 * mV)) * (1 - n) - betaN * n) / ms",
        "betaN": "0.125 * exp(-(v + 44 * mV) / (80 * mV))",
    },
    "units": {"v": "mV", **dict.fromkeys(("mInf", "h", "n", "betaH", "betaN"), "1")},
    "parameters": {
        **{"cMem": uF(1), "gNa": mS(35), "gK": mS(9), "gLeak": mS(0.1)},
        **{"eNa": mV(55), "eK": mV(-90), "eLeak": mV(-65), "iDrive": uA([1, 3])},
    },
    "initial": {"v": mV(-64), "h": 0.78, "n": 0.09},
    "threshold": "v > -20 * mV",
    "refractory": ms(2),
    "hold": [],
}
# Type II, figure 6.6 of Ermentrout & Terman (2010) after Morris & Lecar (1981).
MORRIS_LECAR = {
    "equations": {
        "dv/dt": "(iDrive - gL * (v - vL) - gCa * mInf * (v - vCa) - gK * n * (v - vK)) / cMem",
        "mInf": "0.5 * (1 + tanh((v + 1.2 * mV) / (18 * mV)))",
        "nInf": "0.5 * (1 + tanh((v - 2 * mV) / (30 * mV)))",
        "dn/dt": "0.04 * (nInf - n) * 0.5 * (exp((v - 2 * mV) / (60 * mV)) + exp(-(v - 2 * mV) / (60 * mV))) / ms",
    },
    "units": {"v": "mV", "n": "1", "mInf": "1", "nInf": "1"},
    "parameters": {
        **{"cMem": uF(20), "gL": mS(2), "gCa": mS(4.4), "gK": mS(8)},
        **{"vL": mV(-60), "vCa": mV(120), "vK": mV(-84), "iDrive": uA([60, 100, 150])},
    },
    "initial": {"v": mV(-60), "n": 0.015},
    "threshold": "v > 0 * mV",
    "refractory": ms(25),
    "hold": [],
}
FITZHUGH_NAGUMO = {
    "equations": {"dv/dt": "(v - v^3 / 3 - u + drive) / ms", "du/dt": "0.08 * (v + 0.7 - 0.8 * u) / ms"},
    "units": {"v": "1", "u": "1"},
    "parameters": {"drive": [0.2, 0.5, 0.8]},
    "initial": {"v": -1, "u": -0.5},
    "threshold": "v > 1",
    "refractory": ms(15),
    "hold": [],
}
HINDMARSH_ROSE = {
    "equations": {
        "dx/dt": "(y - x^3 + 3 * x^2 - z + drive) / ms",
        "dy/dt": "(1 - 5 * x^2 - y) / ms",
        "dz/dt": "0.005 * (4 * (x + 1.6) - z) / ms",
    },
    "units": {"x": "1", "y": "1", "z": "1"},
    "parameters": {"drive": [1.5, 2.5, 3.5]},
    "initial": {"x": -1.3, "y": -7.4, "z": 1.2},
    "threshold": "x > 1",
    "refractory": ms(2),
}
QUADRATIC = {
    "equations": {"dv/dt": "(0.1 * (v + 65 * mV) * (v + 50 * mV) / mV + drive) / tau"},
    "units": {"v": "mV"},
    "parameters": {"tau": ms(10), "drive": mV([4, 8, 14])},
    "initial": {"v": mV(-65)},
    "threshold": "v > -20 * mV",
    "reset": {"v": "-68 * mV"},
    "refractory": ms(1),
}
EXPONENTIAL = {
    "equations": {"dv/dt": "(vRest - v + deltaT * exp((v - vThresh) / deltaT) + drive) / tau"},
    "units": {"v": "mV"},
    "parameters": {"tau": ms(10), "vRest": mV(-65), "vThresh": mV(-50), "deltaT": mV(2), "drive": mV([12, 15, 22])},
    "initial": {"v": mV(-65)},
    "threshold": "v > -42 * mV",
    "reset": {"v": "-65 * mV"},
    "refractory": ms(1.5),
}
THETA = {
    "equations": {"dphase/dt": "(1 - cos(phase) + (1 + cos(phase)) * drive) / (4 * ms)"},
    "units": {"phase": "1"},
    "parameters": {"drive": [-0.1, 0.1, 0.5]},
    "initial": {"phase": 0.2},
    "threshold": "phase > 3.14159265358979",
    "reset": {"phase": "phase - 6.28318530717959"},
}
RESONATE = {
    "equations": {"dx/dt": "-0.05 * x / ms - 0.3 * y / ms + drive / ms", "dy/dt": "0.3 * x / ms - 0.05 * y / ms"},
    "units": {"x": "1", "y": "1"},
    "parameters": {"drive": 0.4},
    "threshold": "y > 1.3",
    "reset": {"x": "0", "y": "0.5"},
}
FUNCTIONS = {
    "equations": {
        "dx/dt": "(sqrt(abs(y)) + 0.3 * sin(3 * x) - tanh(x) + where(x < y, max(x, -0.1), min(y, 0.2))) / (5 * ms)",
        "dy/dt": "(clip(2 - x, -0.5, 0.5) + 0.2 * floor(3 * cos(y)) - log(1 + x^2) + 0.3) / (7 * ms)",
    },
    "units": {"x": "1", "y": "1"},
    "initial": {"x": 0.3, "y": -0.4},
    "threshold": "x > 0.9",
    "reset": {"x": "0.05 + 0.1 * ceil(y)"},
}


def case(model, method, dt, steps, sample, size=1):
    every = steps // 40
    return {
        **{"dt": dt, "steps": steps, "populations": {"cells": {"size": size, "model": {**model, "method": method}}}},
        "sample": {f"cells.{name}": {"unit": unit, "every": every} for name, unit in sample.items()},
    }


POTENTIALS = {"v": "mV", "u": "mV"}
CASES = {
    "adex-rk4": case(AD_EX, "rk4", 0.1, 1500, {"v": "mV", "u": "pA"}),
    "adex-euler": case(AD_EX, "euler", 0.1, 1500, {"v": "mV", "u": "pA"}),
    "adex-bursting": case(
        {**AD_EX, "reset": {"v": "-48.5 * mV", "u": "u + 100 * pA"}}, "rk2", 0.1, 1500, {"v": "mV", "u": "pA"}
    ),
    "adex-refractory": case({**AD_EX, "refractory": ms(5)}, "rk4", 0.1, 1500, {"v": "mV", "u": "pA"}),
    "adex-refractory-nothing-held": case(
        {**AD_EX, "refractory": ms(5), "hold": []}, "rk4", 0.1, 1500, {"v": "mV", "u": "pA"}
    ),
    "izhikevich-euler": case(IZHIKEVICH, "euler", 0.25, 320, POTENTIALS, 7),
    "izhikevich-rk2": case(IZHIKEVICH, "rk2", 0.1, 500, POTENTIALS, 7),
    "izhikevich-rk4": case(IZHIKEVICH, "rk4", 0.1, 500, POTENTIALS, 7),
    "hodgkin-huxley-exponential-euler": case(
        HODGKIN_HUXLEY, "exponentialEuler", 0.05, 1200, {"v": "mV", "m": "1", "h": "1", "n": "1"}, 3
    ),
    "hodgkin-huxley-rk4": case(HODGKIN_HUXLEY, "rk4", 0.05, 1200, {"v": "mV", "m": "1"}, 3),
    "wang-buzsaki": case(WANG_BUZSAKI, "rk4", 0.05, 1200, {"v": "mV", "h": "1", "n": "1"}, 2),
    "morris-lecar-rk2": case(MORRIS_LECAR, "rk2", 0.2, 1500, {"v": "mV", "n": "1"}, 3),
    "morris-lecar-rk4": case(MORRIS_LECAR, "rk4", 0.2, 1500, {"v": "mV", "n": "1"}, 3),
    "fitzhugh-nagumo": case(FITZHUGH_NAGUMO, "rk4", 0.2, 1000, {"v": "1", "u": "1"}, 3),
    "hindmarsh-rose": case(HINDMARSH_ROSE, "rk4", 0.1, 2000, {"x": "1", "y": "1", "z": "1"}, 3),
    "quadratic-rk4": case(QUADRATIC, "rk4", 0.1, 1500, {"v": "mV"}, 3),
    "exponential-rk2": case(EXPONENTIAL, "rk2", 0.1, 1500, {"v": "mV"}, 3),
    "theta-neuron": case(THETA, "rk4", 0.2, 1500, {"phase": "1"}, 3),
    "resonate-and-fire": case(RESONATE, "rk4", 0.1, 1500, {"x": "1", "y": "1"}),
    "every-function": case(FUNCTIONS, "rk2", 0.1, 1500, {"x": "1", "y": "1"}),
}
