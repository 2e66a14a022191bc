"""Poisson inputs of 30 Hz, dense with normal weights onto as many neurons, in BindsNET: dense_bindsnet.py NEURONS MS"""

import sys

import torch
from bindsnet.network import Network
from bindsnet.network.monitors import Monitor
from bindsnet.network.nodes import Input, LIFNodes
from bindsnet.network.topology import Connection

from measure import report, timed

neurons, duration = int(sys.argv[1]), int(sys.argv[2])
torch.manual_seed(1)
torch.set_num_threads(1)


def build():
    network = Network(dt=1.0, learning=False)
    source = Input(n=neurons, traces=False)
    cells = LIFNodes(n=neurons, thresh=-52.0, rest=-65.0, reset=-65.0, refrac=0, tc_decay=100.0, traces=False)
    network.add_layer(source, "source")
    network.add_layer(cells, "cells")
    weights = 20 / 3 / neurons + 20 / neurons * torch.randn(neurons, neurons)
    network.add_connection(Connection(source, cells, w=weights), "source", "cells")
    monitor = Monitor(cells, ["s"], time=duration)
    network.add_monitor(monitor, "cells")
    return network, monitor


def show():
    spikes = torch.rand(duration, neurons) < 0.03
    with torch.no_grad():
        network.run({"source": spikes.unsqueeze(1).to(torch.uint8)}, time=duration)


(network, monitor), took = timed(build)
show()
spikes = monitor.get("s").sum()
_, running = timed(show)
report(build=took, run=running, spikes=spikes)
