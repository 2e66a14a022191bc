"""COBA (Brette et al. 2007) in NEST: coba_nest.py NEURONS MS

NEST's neuron integrates adaptively, and its delays are one step at least.
"""

import sys

import nest
import numpy as np

import nest_run
from measure import timed

neurons, duration = int(sys.argv[1]), float(sys.argv[2])
nest_run.prepare(0.1)


def build():
    random = np.random.default_rng(1)
    membrane = {"C_m": 200.0, "g_L": 10.0, "E_L": -60.0, "V_th": -50.0, "V_reset": -60.0, "t_ref": 5.0}
    synapses = {"E_ex": 0.0, "E_in": -80.0, "tau_syn_ex": 5.0, "tau_syn_in": 10.0}
    cells = nest.Create("iaf_cond_exp", neurons, params={**membrane, **synapses})
    cells.V_m = random.normal(-65, 5, neurons)
    cells.g_ex = random.normal(40, 15, neurons)
    cells.g_in = random.normal(200, 120, neurons)
    excitatory = int(neurons * 0.8)
    rule = {"rule": "pairwise_bernoulli", "p": 80 / neurons}
    nest.Connect(cells[:excitatory], cells, rule, {"weight": 6.0, "delay": 0.1})
    nest.Connect(cells[excitatory:], cells, rule, {"weight": -67.0, "delay": 0.1})
    return cells


cells, took = timed(build)
nest_run.run(duration, took, cells)
