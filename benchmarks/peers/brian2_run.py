"""Runs what a script has declared for Brian 2 as a C++ program of one thread, and reports its figures."""

import os
import resource
import sys
import tempfile

import brian2

from measure import report, timed


def prepare(dt):
    """Call before anything is declared."""
    brian2.set_device("cpp_standalone", build_on_run=False)
    brian2.defaultclock.dt = dt
    brian2.seed(1)


def run(duration, monitors, per=1):
    """Compiles the program, runs it and reports. `per`: what the time of the run is divided by."""
    # Of the caller's frame: that is where the objects and names are.
    brian2.Network(brian2.collect(level=1)).run(duration, level=1)
    device = brian2.get_device()
    with tempfile.TemporaryDirectory() as folder:
        _, compiling = timed(lambda: device.build(directory=folder, run=False, compile=True, with_output=False))
        # In a process whose only child is the program: the peak of memory would be the compiler's otherwise.
        process = os.fork()
        if process > 0:
            sys.exit(os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]))
        _, whole = timed(lambda: device.run(folder, with_output=False, run_args=[]))
        simulating = device._last_run_time * 1e3
        spikes = sum(monitor.count[:].sum() for monitor in monitors)
        of = resource.RUSAGE_CHILDREN
        report(build=whole - simulating, run=simulating / per, spikes=spikes, compiling=compiling, of=of)
        sys.stdout.flush()
        os._exit(0)
