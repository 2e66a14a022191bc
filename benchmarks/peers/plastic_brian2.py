"""Poisson inputs of 15 Hz onto as many neurons by pair STDP in Brian 2: plastic_brian2.py NEURONS MS

The traces are kept by neurons, not by synapses, which is the fastest form that Brian 2 has for it.
"""

import sys

from brian2 import NeuronGroup, SpikeMonitor, Synapses, ms, mV

import brian2_run

neurons, duration = int(sys.argv[1]), float(sys.argv[2])
brian2_run.prepare(0.1 * ms)
w_max = 2 * 12 / (neurons * 0.1 * 0.015 * 20) * mV
source = NeuronGroup(
    neurons,
    "dx/dt = -x / (20 * ms) : 1",
    threshold="rand() < 15 * Hz * dt",
    reset="x += 1",
    method="exact",
)
cells = NeuronGroup(
    neurons,
    """
    dv/dt = -v / (20 * ms) : volt
    dy/dt = -y / (20 * ms) : 1
    """,
    threshold="v > 10 * mV",
    reset="v = 0 * mV; y += 1",
    method="exact",
)
cells.v = "10 * mV * rand()"
wire = Synapses(
    source,
    cells,
    "w : volt",
    on_pre="v_post += w; w = clip(w - w_max * 0.00525 * y_post, 0 * mV, w_max)",
    on_post="w = clip(w + w_max * 0.005 * x_pre, 0 * mV, w_max)",
    namespace={"w_max": w_max},
)
wire.connect(p=0.1)
wire.w = "w_max * rand()"
monitor = SpikeMonitor(cells, record=False)
brian2_run.run(duration * ms, [monitor])
