"""What the works of the peers share: times in ms, and the line of figures that race.ts reads."""

import json
import resource
import time


def timed(step):
    """The result of a step and its wall-clock time in ms."""
    start = time.perf_counter()
    result = step()
    return result, (time.perf_counter() - start) * 1e3


def report(*, build, run, spikes, compiling=0.0, of=resource.RUSAGE_SELF):
    """Prints the figures of a work. `of`: whose peak of memory it is, this process's or that of its children."""
    memory = resource.getrusage(of).ru_maxrss / 1024
    print(json.dumps({"build": build, "run": run, "spikes": int(spikes), "compile": compiling, "memory": memory}))
