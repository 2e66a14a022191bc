"""COBA (Brette et al. 2007) in Brian 2: coba_brian2.py NEURONS MS"""

import sys

from brian2 import NeuronGroup, SpikeMonitor, Synapses, ms, mV, nS, pF

import brian2_run

neurons, duration = int(sys.argv[1]), float(sys.argv[2])
brian2_run.prepare(0.1 * ms)
excitatory = int(neurons * 0.8)
constants = {"Cm": 200 * pF, "gl": 10 * nS, "El": -60 * mV, "Ee": 0 * mV, "Ei": -80 * mV, "taue": 5 * ms, "taui": 10 * ms}
cells = NeuronGroup(
    neurons,
    """
    dv/dt = (gl * (El - v) + ge * (Ee - v) + gi * (Ei - v)) / Cm : volt (unless refractory)
    dge/dt = -ge / taue : siemens
    dgi/dt = -gi / taui : siemens
    """,
    threshold="v > -50 * mV",
    reset="v = -60 * mV",
    refractory=5 * ms,
    method="exponential_euler",
    namespace=constants,
)
cells.v = "-65 * mV + 5 * mV * randn()"
cells.ge = "40 * nS + 15 * nS * randn()"
cells.gi = "200 * nS + 120 * nS * randn()"
exciting = Synapses(cells[:excitatory], cells, on_pre="ge += 6 * nS")
exciting.connect(p=80 / neurons)
inhibiting = Synapses(cells[excitatory:], cells, on_pre="gi += 67 * nS")
inhibiting.connect(p=80 / neurons)
monitor = SpikeMonitor(cells, record=False)
brian2_run.run(duration * ms, [monitor])
