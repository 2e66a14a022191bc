"""What SpikeTensor's language has and Brian 2 has not."""

import brian2 as b


def made(of, arguments, units):
    function = b.Function(
        of,
        arg_names=arguments,
        arg_types=["any"] * len(arguments),
        arg_units=units,
        return_type="float",
        return_unit=lambda *given: given[-1],
        stateless=True,
    )
    # Without the wrapper that checks units, which Brian has done by then.
    function.implementations.add_numpy_implementation(wrapped_func=of)
    return function


FUNCTIONS = {
    "min": made(b.np.minimum, ["x", "y"], [None, "x"]),
    "max": made(b.np.maximum, ["x", "y"], [None, "x"]),
    "where": made(b.np.where, ["condition", "x", "y"], [None, None, "x"]),
}
