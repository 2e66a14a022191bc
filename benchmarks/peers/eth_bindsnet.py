"""BindsNET's own network after Diehl & Cook (2015), learning digits: eth_bindsnet.py NEURONS DIGITS PIXELS

PIXELS: a file of 784 bytes for each digit. The step is 1 ms, which is what its authors use; a digit takes 350 ms and a rest
of 150 ms, at 63.75 Hz for white.
"""

import sys

import numpy as np
import torch
from bindsnet.encoding import PoissonEncoder
from bindsnet.models import DiehlAndCook2015
from bindsnet.network.monitors import Monitor

from measure import report, timed

neurons, digits = int(sys.argv[1]), int(sys.argv[2])
pixels = np.fromfile(sys.argv[3], dtype=np.uint8).reshape(digits, 784)
torch.manual_seed(0)
torch.set_num_threads(1)
DURATION = 500


def build():
    network = DiehlAndCook2015(
        n_inpt=784, n_neurons=neurons, exc=22.5, inh=120.0, dt=1.0, norm=78.4, theta_plus=0.05, inpt_shape=(1, 28, 28)
    )
    monitor = Monitor(network.layers["Ae"], ["s"], time=DURATION)
    network.add_monitor(monitor, "Ae")
    return network, monitor


def train():
    encode = PoissonEncoder(time=DURATION, dt=1.0)
    spikes = 0
    for image in pixels:
        rates = torch.from_numpy(image.astype(np.float32) / 255.0 * 63.75).view(1, 28, 28)
        train = encode(rates)
        train[350:] = 0
        network.run({"X": train.unsqueeze(1)}, time=DURATION)
        spikes += int(monitor.get("s").sum())
        network.reset_state_variables()
    return spikes


(network, monitor), took = timed(build)
spikes, running = timed(train)
report(build=took, run=running / digits, spikes=spikes)
