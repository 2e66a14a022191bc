"""A case of the tables as a Brian 2 network, run step by step on numpy."""

import brian2 as b
from functions import FUNCTIONS
from notation import number_of, unit_of
from translate import (
    array_parameters,
    brian_method,
    neuron_lines,
    post_lines,
    pre_lines,
    reset_lines,
    synapse_lines,
    text,
)

b.prefs.codegen.target = "numpy"
DIGITS = 8


def brian_unit(unit):
    return 1 if unit == "1" else getattr(b, text(unit))


def quantity(value):
    number = number_of(value)
    return (b.array(number, dtype=float) if isinstance(number, list) else number) * brian_unit(unit_of(value))


def namespace(model):
    own = array_parameters(model)
    shared = {name: quantity(value) for name, value in model.get("parameters", {}).items() if name not in own}
    return {**FUNCTIONS, **shared}


def set_all(group, values):
    for name, value in values.items():
        setattr(group, name, quantity(value))


def half_a_step_more(period, dt):
    """Brian rounds a refractory period down to whole steps, and 0.3 ms / 0.1 ms may lie below 3."""
    return quantity(period) + 0.5 * dt


def neurons(order, name, part, dt):
    model = part["model"]
    group = b.NeuronGroup(
        part["size"],
        "\n".join(neuron_lines(model)),
        threshold=text(model["threshold"]) if "threshold" in model else None,
        reset="\n".join(reset_lines(model)) or None,
        method=brian_method(model),
        namespace=namespace(model),
        name=f"target{order:02d}_{name}",
        **refractoriness(model, dt),
    )
    set_all(group, {**array_parameters(model), **model.get("initial", {})})
    if "ownPeriod" in group.variables:
        group.ownPeriod = half_a_step_more(model["refractory"], dt)
    return group


def refractoriness(model, dt):
    """A period, one for each neuron, or a condition."""
    given = model.get("refractory")
    if given is None:
        return {}
    if isinstance(given, str):
        return {"refractory": text(given)}
    one_for_each = isinstance(number_of(given), list)
    return {"refractory": "ownPeriod" if one_for_each else half_a_step_more(given, dt)}


def source(order, name, trains, dt):
    pairs = [(step, neuron) for neuron, steps in enumerate(trains) for step in steps]
    indices, steps = [neuron for _, neuron in pairs], b.array([step for step, _ in pairs], dtype=int)
    return b.SpikeGeneratorGroup(len(trains), indices, steps * dt, name=f"source{order:02d}_{name}")


def synapses(order, name, part, groups):
    """
    Within a step, Brian takes objects of one kind by name, SpikeTensor as they are declared: hence the numbers. By
    their names, synapses also come before targets, and so read the variables of neurons from before the step.
    """
    model, pattern = part.get("plasticity", {}), part.get("pattern", "dense")
    made = b.Synapses(
        groups[part["from"]],
        groups[part["to"]],
        "\n".join(synapse_lines(model, part["w"])),
        on_pre="\n".join(pre_lines(model, part.get("target"))) or None,
        on_post="\n".join(post_lines(model)) or None,
        method=brian_method(model),
        namespace=namespace(model),
        name=f"synapses{order:02d}_{name}",
    )
    if isinstance(pattern, list):
        made.connect(i=pattern[0], j=pattern[1])
    else:
        made.connect(condition={"dense": "True", "oneToOne": "i == j", "allButSelf": "i != j"}[pattern])
    set_all(made, {"w": part["w"], **model.get("initial", {})})
    if "delay" in part:
        made.pre.delay = quantity(part["delay"])
    if "postDelay" in part:
        made.post.delay = quantity(part["postDelay"])
    return made


def simulate(case):
    b.start_scope()
    dt = case["dt"] * b.ms
    b.defaultclock.dt = dt
    groups = {name: source(n, name, trains, dt) for n, (name, trains) in enumerate(case.get("sources", {}).items())}
    groups |= {name: neurons(n, name, part, dt) for n, (name, part) in enumerate(case["populations"].items())}
    wires = {
        name: synapses(n, name, part, groups) for n, (name, part) in enumerate(case.get("projections", {}).items())
    }
    spikes = {name: b.SpikeMonitor(groups[name]) for name in case["populations"]}
    values = {}
    for field in case["sample"]:
        part, variable = field.split(".")
        # SpikeTensor keeps a trace once for all synapses of a neuron, and gives it so; Brian, for each synapse.
        elements = case["sample"][field].get("synapses", True)
        values[field] = b.StateMonitor({**groups, **wires}[part], variable, record=elements, when="end")
    b.Network([*groups.values(), *wires.values(), *spikes.values(), *values.values()]).run(case["steps"] * dt)
    return {
        "spikes": {name: trains_of(monitor, case["populations"][name]["size"], dt) for name, monitor in spikes.items()},
        "values": {field: samples(monitor, field, case["sample"][field]) for field, monitor in values.items()},
    }


def trains_of(monitor, size, dt):
    """The steps in which each neuron spiked."""
    steps = b.asarray(monitor.t / dt).round().astype(int)
    return [sorted(steps[b.asarray(monitor.i) == neuron].tolist()) for neuron in range(size)]


def samples(monitor, field, sample):
    """A row of elements at the end of steps every - 1, 2 every - 1, ..."""
    found = b.asarray(getattr(monitor, field.split(".")[1]) / brian_unit(sample["unit"]))
    rows = found.T[sample["every"] - 1 :: sample["every"]]
    return [[float(f"{x:.{DIGITS}g}") for x in row] for row in rows]
