"""A balanced network of delta synapses after Brunel (2000) in NEST: brunel_nest.py NEURONS MS"""

import sys

import nest
import numpy as np

import nest_run
from measure import timed

neurons, duration = int(sys.argv[1]), float(sys.argv[2])
nest_run.prepare(0.1)


def build():
    membrane = {"tau_m": 20.0, "C_m": 20.0, "E_L": 0.0, "V_reset": 10.0, "V_th": 20.0, "t_ref": 0.0, "I_e": 30.0}
    cells = nest.Create("iaf_psc_delta", neurons, params=membrane)
    cells.V_m = np.random.default_rng(1).uniform(0, 20, neurons)
    excitatory = int(neurons * 0.8)
    weight = 0.1 * 12_500 / neurons
    rule = {"rule": "pairwise_bernoulli", "p": 0.1}
    nest.Connect(cells[:excitatory], cells, rule, {"weight": weight, "delay": 1.5})
    nest.Connect(cells[excitatory:], cells, rule, {"weight": -5 * weight, "delay": 1.5})
    return cells


cells, took = timed(build)
nest_run.run(duration, took, cells)
