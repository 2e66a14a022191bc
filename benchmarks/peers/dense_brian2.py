"""Poisson inputs of 30 Hz, dense with normal weights onto as many neurons, in Brian 2: dense_brian2.py NEURONS MS"""

import sys

from brian2 import Hz, NeuronGroup, PoissonGroup, SpikeMonitor, Synapses, ms, mV

import brian2_run

neurons, duration = int(sys.argv[1]), float(sys.argv[2])
brian2_run.prepare(1 * ms)
source = PoissonGroup(neurons, 30 * Hz)
cells = NeuronGroup(
    neurons,
    "dv/dt = (-65 * mV - v) / (100 * ms) : volt",
    threshold="v >= -52 * mV",
    reset="v = -65 * mV",
    method="exact",
)
cells.v = -65 * mV
wire = Synapses(source, cells, "w : volt", on_pre="v += w")
wire.connect()
wire.w = f"{20 / 3 / neurons} * mV + {20 / neurons} * mV * randn()"
monitor = SpikeMonitor(cells, record=False)
brian2_run.run(duration * ms, [monitor])
