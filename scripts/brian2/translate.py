"""From the tables' equation language, which is SpikeTensor's, to Brian's."""

import re

from notation import BASE_UNITS, number_of, unit_of

# SpikeTensor's names of the methods, and Brian's.
METHODS = {"euler": "euler", "exponentialEuler": "exponential_euler", "exact": "exact", "rk2": "rk2", "rk4": "rk4"}
NAME = re.compile(r"(?<![\w.])[A-Za-z_]\w*")


def text(expression):
    """post.v is v_post, phi1 is exprel, MOhm is Mohm; all else reads alike."""
    named = re.sub(r"\b(pre|post)\.(\w+)", r"\2_\1", expression)
    return re.sub(r"\bMOhm\b", "Mohm", re.sub(r"\bphi1\b", "exprel", named.replace("^", "**")))


def equations(model, flags):
    """Lines such as `dv/dt = -v / tau : volt (unless refractory)`."""
    lines = []
    for left, right in model.get("equations", {}).items():
        derivative = re.fullmatch(r"d(\w+)/dt", left)
        name = derivative[1] if derivative else left
        flag = flags(name) if derivative else None
        unit = BASE_UNITS[model["units"][name]]
        lines.append(f"{left} = {text(right)} : {unit}" + (f" ({flag})" if flag else ""))
    return lines


def array_parameters(model):
    """Parameters with one value per neuron are variables in Brian."""
    return {n: value for n, value in model.get("parameters", {}).items() if isinstance(number_of(value), list)}


def neuron_lines(model):
    held = model.get("hold", ["v"]) if "refractory" in model else []
    declared = [f"{n} : {BASE_UNITS[unit_of(value)]} (constant)" for n, value in array_parameters(model).items()]
    inputs = [f"{name} : {BASE_UNITS[model['units'][name]]}" for name in model.get("inputs", [])]
    if isinstance(model.get("refractory"), dict) and isinstance(number_of(model["refractory"]), list):
        inputs.append("ownPeriod : second (constant)")
    return equations(model, lambda name: "unless refractory" if name in held else None) + declared + inputs


def synapse_lines(model, weight):
    own = [] if "dw/dt" in model.get("equations", {}) else [f"w : {BASE_UNITS[unit_of(weight)]}"]
    sums = [
        f"{name}_post = {text(value)} : {BASE_UNITS[model['units'][name]]} (summed)"
        for name, value in model.get("summed", {}).items()
    ]
    return own + equations(model, lambda _: "clock-driven") + sums


def in_order(assignments):
    """
    SpikeTensor's assignments all read the values from before the event, Brian's run one after the other: puts each
    before those that would overwrite what it reads. What is left is a circle, and gets help variables.
    """
    waiting = [(target, operator, text(value)) for target, operator, value in assignments]
    lines = []
    while waiting:
        ready = next((a for a in waiting if not any(a[0] in NAME.findall(b[2]) for b in waiting if b is not a)), None)
        if ready is None:
            lines += [f"new_{target} = {value}" for target, _, value in waiting]
            return lines + [f"{target} {operator} new_{target}" for target, operator, _ in waiting]
        lines.append(" ".join(ready))
        waiting.remove(ready)
    return lines


def reset_lines(model):
    return in_order([(state, "=", value) for state, value in model.get("reset", {}).items()])


def pre_lines(model, target):
    """What a spike transmits also reads the values from before the event."""
    given = model.get("transmit", {} if "summed" in model else "w")
    several = given if isinstance(given, dict) else {target: given}
    transmit = [(f"{name}_post", "+=", value) for name, value in several.items()]
    return in_order([*transmit, *((state, "=", value) for state, value in model.get("onPre", {}).items())])


def post_lines(model):
    return in_order([(state, "=", value) for state, value in model.get("onPost", {}).items()])


def brian_method(model):
    """
    A model names brianMethod where Brian's of the same name does not apply. Synapses name none where all that they have
    are decays, for which both of SpikeTensor's are exact.
    """
    return METHODS[model.get("brianMethod") or model.get("method", "exact")]
