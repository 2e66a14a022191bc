"""Runs what a script has made in NEST's kernel on one thread, and reports its figures."""

import nest

from measure import report, timed


def prepare(dt):
    """Call before anything is made. `dt` in ms."""
    nest.verbosity = nest.VerbosityLevel.ERROR
    nest.ResetKernel()
    nest.resolution = dt
    nest.local_num_threads = 1
    nest.rng_seed = 1
    nest.print_time = False


def run(duration, build, cells):
    """Simulates `duration` ms and reports. `build`: ms that declaring took; `cells`: whose spikes are counted."""
    recorder = nest.Create("spike_recorder")
    nest.Connect(cells, recorder)
    _, preparing = timed(nest.Prepare)
    _, running = timed(lambda: nest.Run(duration))
    report(build=build + preparing, run=running, spikes=recorder.n_events)
