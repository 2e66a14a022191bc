"""Synapses that do not learn: what arrives where, when and how much."""

from notation import ms, mV, nS, pA, pF, poisson_spikes, random_pairs, spread

DELTA = {
    "equations": {"dv/dt": "-v / (20 * ms)"},
    "units": {"v": "mV"},
    "threshold": "v > 15 * mV",
    "reset": {"v": "0 * mV"},
    "method": "exponentialEuler",
}
CURRENT = {
    "equations": {"dv/dt": "(vRest - v) / tauMem + iSyn / cMem", "diSyn/dt": "-iSyn / tauSyn"},
    "units": {"v": "mV", "iSyn": "pA"},
    "parameters": {"vRest": mV(-65), "tauMem": ms(20), "cMem": pF(200), "tauSyn": ms(5)},
    "initial": {"v": mV(-65)},
    "threshold": "v > -50 * mV",
    "reset": {"v": "-65 * mV"},
    "refractory": ms(2),
    "method": "exact",
}
CONDUCTANCE = {
    "equations": {
        "dv/dt": "(gLeak * (eLeak - v) + iExc + iInh + iDrive) / cMem",
        "iExc": "gExc * (eExc - v)",
        "iInh": "gInh * (eInh - v)",
        "dgExc/dt": "-gExc / tauExc",
        "dgInh/dt": "-gInh / tauInh",
    },
    "units": {"v": "mV", "iExc": "pA", "iInh": "pA", "gExc": "nS", "gInh": "nS"},
    "parameters": {
        **{"cMem": pF(200), "gLeak": nS(10), "eLeak": mV(-60), "eExc": mV(0), "eInh": mV(-80)},
        **{"tauExc": ms(5), "tauInh": ms(10), "iDrive": pA(50)},
    },
    "initial": {"v": mV(-60)},
    "threshold": "v > -50 * mV",
    "reset": {"v": "-60 * mV"},
    "refractory": ms(5),
    "method": "exponentialEuler",
}
# Rises with tauRise, falls with tauSyn: the alpha function where both are equal.
TWO_CONSTANTS = {
    **CURRENT,
    "equations": {**CURRENT["equations"], "diSyn/dt": "(x - iSyn) / tauSyn", "dx/dt": "-x / tauRise"},
    "units": {**CURRENT["units"], "x": "pA"},
    "parameters": {**CURRENT["parameters"], "tauRise": ms(5)},
    "method": "rk4",
}
NMDA = {
    **CONDUCTANCE,
    "equations": {
        **CONDUCTANCE["equations"],
        "iExc": "gExc * (eExc - v) / (1 + exp(-0.062 * v / mV) / 3.57)",
    },
    "method": "rk2",
}


def case(model, inputs, projections, sample, size=1, dt=0.1, steps=600):
    every = max(1, steps // 30)
    return {
        **{"dt": dt, "steps": steps, "sources": inputs, "populations": {"cells": {"size": size, "model": model}}},
        "projections": projections,
        "sample": {f"cells.{name}": {"unit": unit, "every": every} for name, unit in sample.items()},
    }


def wire(target, w, source="input", **more):
    return {"from": source, "to": "cells", "target": target, "w": w, **more}


def two_inputs(seed, exc=0.02, inh=0.02, neurons=4, steps=600):
    return {"exc": poisson_spikes(seed, neurons, steps, exc), "inh": poisson_spikes(seed + 1, neurons, steps, inh)}


V, CURRENTS = {"v": "mV"}, {"v": "mV", "iSyn": "pA"}
CONDUCTANCES = {"v": "mV", "gExc": "nS", "gInh": "nS"}
ONE = {"input": [[0, 1, 3, 4, 5, 30, 31, 32, 33, 90, 91, 92]]}
MANY = {"input": poisson_spikes(1, 5, 600, 0.02)}
FOUR = {"input": poisson_spikes(2, 4, 600, 0.015)}

CASES = {
    "delta-synapses": case(DELTA, ONE, {"wire": wire("v", mV(10))}, V, dt=1, steps=120),
    # What arrives while v is held is lost, from the step of the spike on.
    "delta-synapses-while-refractory": case(
        {**DELTA, "refractory": ms(5)}, ONE, {"wire": wire("v", mV(10))}, V, dt=1, steps=120
    ),
    "delta-synapses-subtractive-reset": case(
        {**DELTA, "reset": {"v": "v - 15 * mV"}}, ONE, {"wire": wire("v", mV(10))}, V, dt=1, steps=120
    ),
    "delta-synapses-nothing-held": case(
        {**DELTA, "refractory": ms(5), "hold": []}, ONE, {"wire": wire("v", mV(10))}, V, dt=1, steps=120
    ),
    "exponential-current": case(CURRENT, MANY, {"wire": wire("iSyn", pA(180))}, CURRENTS),
    "alpha-current": case(TWO_CONSTANTS, MANY, {"wire": wire("x", pA(500))}, {**CURRENTS, "x": "pA"}),
    "biexponential-current": case(
        {**TWO_CONSTANTS, "parameters": {**TWO_CONSTANTS["parameters"], "tauRise": ms(1), "tauSyn": ms(8)}},
        MANY,
        {"wire": wire("x", pA(1500))},
        {**CURRENTS, "x": "pA"},
    ),
    "exponential-conductance": case(
        CONDUCTANCE,
        two_inputs(3, exc=0.03),
        {"excToCells": wire("gExc", nS(9), "exc"), "inhToCells": wire("gInh", nS(6), "inh")},
        CONDUCTANCES,
        3,
    ),
    "voltage-gated-conductance": case(
        NMDA,
        two_inputs(5, exc=0.05),
        {"excToCells": wire("gExc", nS(60), "exc"), "inhToCells": wire("gInh", nS(4), "inh")},
        CONDUCTANCES,
    ),
    "strong-inhibition": case(
        {**CONDUCTANCE, "parameters": {**CONDUCTANCE["parameters"], "iDrive": pA(180)}},
        two_inputs(7, exc=0.01, inh=0.001),
        {"excToCells": wire("gExc", nS(6), "exc"), "inhToCells": wire("gInh", nS(300), "inh")},
        CONDUCTANCES,
    ),
    "negative-weights": case(CURRENT, MANY, {"wire": wire("iSyn", pA([400, -150, 300, -80, 250]))}, CURRENTS),
    "one-to-one": case(
        CURRENT, FOUR, {"wire": wire("iSyn", pA([300, 500, 700, 900]), pattern="oneToOne")}, CURRENTS, 4
    ),
    "dense-matrix": case(CURRENT, FOUR, {"wire": wire("iSyn", pA(spread(1, 12, 50, 400)))}, CURRENTS, 3),
    "pairs": case(
        CURRENT,
        {"input": poisson_spikes(4, 8, 600, 0.02)},
        {"wire": wire("iSyn", pA(300), pattern=random_pairs(5, 8, 5, 0.4, to_itself=True))},
        CURRENTS,
        5,
    ),
    # Two synapses of one pair, and a neuron without any.
    "pairs-twice": case(
        CURRENT, FOUR, {"wire": wire("iSyn", pA([200, 350, 400]), pattern=[[0, 0, 3], [1, 1, 0]])}, CURRENTS, 3
    ),
    "delay-of-one-step": case(CURRENT, MANY, {"wire": wire("iSyn", pA(180), delay=ms(0.1))}, CURRENTS),
    "delay-of-many-steps": case(CURRENT, MANY, {"wire": wire("iSyn", pA(180), delay=ms(7.3))}, CURRENTS),
    "delay-rounded": case(CURRENT, MANY, {"wire": wire("iSyn", pA(180), delay=ms(1.26))}, CURRENTS),
    "delays-one-per-synapse": case(
        CURRENT, FOUR, {"wire": wire("iSyn", pA(spread(2, 12, 50, 400)), delay=ms(spread(3, 12, 0, 9)))}, CURRENTS, 3
    ),
    "delays-of-delta-synapses": case(
        {**DELTA, "refractory": ms(2)},
        FOUR,
        {"wire": wire("v", mV(spread(4, 12, 4, 9)), delay=ms(spread(5, 12, 0, 5)))},
        V,
        3,
    ),
    "three-projections-onto-one-variable": case(
        CURRENT,
        {"near": poisson_spikes(8, 3, 600, 0.02), "far": poisson_spikes(9, 3, 600, 0.02)},
        {
            "nearToCells": wire("iSyn", pA(250), "near"),
            "farToCells": wire("iSyn", pA(150), "far", delay=ms(3)),
            "again": wire("iSyn", pA(-60), "near", delay=ms(1)),
        },
        CURRENTS,
        2,
    ),
    "weights-of-two-variables": case(
        {**CONDUCTANCE, "refractory": ms(1)},
        two_inputs(11, exc=0.03),
        {
            "excToCells": wire("gExc", nS(3), "exc"),
            "excToPotential": wire("v", mV(1.5), "exc", delay=ms(0.5)),
            "inhToPotential": wire("v", mV(-1), "inh"),
        },
        CONDUCTANCES,
        2,
    ),
    # What arrives depends on the potential that it finds.
    "transmission-reads-the-potential": case(
        CURRENT,
        ONE,
        {"wire": wire("iSyn", nS(12), plasticity={"transmit": "w * (0 * mV - post.v)"})},
        CURRENTS,
        dt=0.5,
        steps=200,
    ),
    "chain": {
        **{"dt": 0.1, "steps": 600, "sources": {"input": [[10, 30, 200, 380]]}},
        "populations": {
            "first": {"size": 1, "model": DELTA},
            "second": {"size": 1, "model": {**DELTA, "refractory": ms(1)}},
            "third": {"size": 1, "model": DELTA},
        },
        "projections": {
            "inputToFirst": {"from": "input", "to": "first", "target": "v", "w": mV(16)},
            # Without a delay, a spike moves on by one population a step.
            "firstToSecond": {"from": "first", "to": "second", "target": "v", "w": mV(16)},
            "secondToThird": {"from": "second", "to": "third", "target": "v", "w": mV(20), "delay": ms(1.5)},
            "thirdToFirst": {"from": "third", "to": "first", "target": "v", "w": mV(16), "delay": ms(4)},
        },
        "sample": {"first.v": {"unit": "mV", "every": 20}, "second.v": {"unit": "mV", "every": 20}},
    },
}
