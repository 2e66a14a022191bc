"""Poisson inputs of 30 Hz, dense with normal weights onto as many neurons, in NEST: dense_nest.py NEURONS MS"""

import sys

import nest

import nest_run
from measure import timed

neurons, duration = int(sys.argv[1]), float(sys.argv[2])
nest_run.prepare(1.0)


def build():
    # What one generator sends differs from neuron to neuron; those that repeat it have one train for all their targets.
    source = nest.Create("parrot_neuron", neurons)
    nest.Connect(nest.Create("poisson_generator", params={"rate": 30.0}), source, "all_to_all", {"delay": 1.0})
    membrane = {"tau_m": 100.0, "C_m": 100.0, "E_L": -65.0, "V_m": -65.0, "V_reset": -65.0, "V_th": -52.0}
    cells = nest.Create("iaf_psc_delta", neurons, params={**membrane, "t_ref": 0.0, "I_e": 0.0})
    weights = nest.random.normal(20 / 3 / neurons, 20 / neurons)
    nest.Connect(source, cells, "all_to_all", {"weight": weights, "delay": 1.0})
    return cells


cells, took = timed(build)
nest_run.run(duration, took, cells)
