"""A balanced network of delta synapses after Brunel (2000) in Brian 2: brunel_brian2.py NEURONS MS"""

import sys

from brian2 import NeuronGroup, SpikeMonitor, Synapses, ms, mV

import brian2_run

neurons, duration = int(sys.argv[1]), float(sys.argv[2])
brian2_run.prepare(0.1 * ms)
excitatory = int(neurons * 0.8)
weight = 0.1 * 12_500 / neurons * mV
cells = NeuronGroup(
    neurons,
    "dv/dt = (30 * mV - v) / (20 * ms) : volt",
    threshold="v > 20 * mV",
    reset="v = 10 * mV",
    method="exact",
)
cells.v = "20 * mV * rand()"
exciting = Synapses(cells[:excitatory], cells, on_pre="v += weight", delay=1.5 * ms, namespace={"weight": weight})
exciting.connect(p=0.1)
inhibiting = Synapses(cells[excitatory:], cells, on_pre="v -= 5 * weight", delay=1.5 * ms, namespace={"weight": weight})
inhibiting.connect(p=0.1)
monitor = SpikeMonitor(cells, record=False)
brian2_run.run(duration * ms, [monitor])
