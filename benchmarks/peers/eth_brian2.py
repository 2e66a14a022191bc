"""The network of Diehl & Cook (2015) in Brian 2, learning digits: eth_brian2.py NEURONS DIGITS PIXELS

PIXELS: a file of 784 bytes for each digit. The traces are kept by neurons, which is the fastest form; weights are normalized
before each digit. Digits are shown once, whether they have five spikes or not.
"""

import sys

import numpy as np
from brian2 import Hz, NeuronGroup, SpikeMonitor, Synapses, TimedArray, ms, mV

import brian2_run

neurons, digits = int(sys.argv[1]), int(sys.argv[2])
pixels = np.fromfile(sys.argv[3], dtype=np.uint8).reshape(digits, 784)
brian2_run.prepare(0.5 * ms)
# Ten rows of 50 ms for a digit, seven of them with input.
shown = np.zeros((digits, 10, 784))
shown[:, :7, :] = (pixels / 255 * 63.75)[:, None, :]
rates = TimedArray(shown.reshape(digits * 10, 784) * Hz, dt=50 * ms)
source = NeuronGroup(
    784,
    "dx/dt = -x / (20 * ms) : 1",
    threshold="rand() < rates(t, i) * dt",
    reset="x = 1",
    events={"begin": "t_in_timesteps % 1000 == 0"},
    method="exact",
)
exc = NeuronGroup(
    neurons,
    """
    dv/dt = (-65 * mV - v + ge * (0 * mV - v) + gi * (-100 * mV - v)) / (100 * ms) : volt (unless refractory)
    dge/dt = -ge / (1 * ms) : 1
    dgi/dt = -gi / (2 * ms) : 1
    dtheta/dt = -theta / (1e7 * ms) : volt
    dy1/dt = -y1 / (20 * ms) : 1
    dy2/dt = -y2 / (40 * ms) : 1
    total : 1
    """,
    threshold="v > theta - 72 * mV",
    reset="v = -65 * mV; theta += 0.05 * mV; y1 = 1; y2 = 1",
    refractory=5 * ms,
    method="exponential_euler",
)
inh = NeuronGroup(
    neurons,
    """
    dv/dt = (-60 * mV - v + ge * (0 * mV - v)) / (10 * ms) : volt (unless refractory)
    dge/dt = -ge / (1 * ms) : 1
    """,
    threshold="v > -40 * mV",
    reset="v = -45 * mV",
    refractory=2 * ms,
    method="exponential_euler",
)
exc.v, exc.theta, inh.v = -65 * mV, 20 * mV, -60 * mV
learning = Synapses(
    source,
    exc,
    "w : 1",
    on_pre={
        "pre": "ge_post += w; w = clip(w - 1e-4 * y1_post, 0, 1)",
        "clear": "total_post = 0",
        "add": "total_post += w",
        "scale": "w = w * 78 / total_post",
    },
    on_post="w = clip(w + 1e-2 * x_pre * y2_post, 0, 1)",
    on_event={"pre": "spike", "clear": "begin", "add": "begin", "scale": "begin", "post": "spike"},
)
learning.connect()
learning.w = "0.003 + 0.3 * rand()"
learning.clear.order, learning.add.order, learning.scale.order = -12, -11, -10
to_inh = Synapses(exc, inh, on_pre="ge_post += 10.4")
to_inh.connect(j="i")
to_exc = Synapses(inh, exc, on_pre="gi_post += 17")
to_exc.connect("i != j")
monitor = SpikeMonitor(exc, record=False)
brian2_run.run(digits * 500 * ms, [monitor], per=digits)
