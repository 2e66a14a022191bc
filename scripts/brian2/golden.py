"""
Makes the golden files of test/brian2: every case of the tables, run in Brian 2. Needs an environment of its own:

    python3 -m venv FOLDER && FOLDER/bin/pip install -r scripts/brian2/requirements.txt
    FOLDER/bin/python scripts/brian2/golden.py [CASE ...]
"""

import json
import pathlib
import subprocess
import sys
from importlib import metadata

HERE = pathlib.Path(__file__).parent
ROOT = HERE.parent.parent
GOLDEN = ROOT / "test" / "brian2" / "golden"
PINNED = dict(line.split("==") for line in (HERE / "requirements.txt").read_text().split() if "==" in line)


def installed(package):
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "none"


def check_versions():
    found = {package: installed(package) for package in PINNED}
    if found == PINNED:
        return
    differences = [f"{package} {found[package]}, expected {PINNED[package]}" for package in PINNED]
    sys.exit("golden.py: found " + "; ".join(differences) + ". Make the environment:" + __doc__.split("own:")[1])


def main(wanted):
    check_versions()
    import brian2

    from cases import catalog, integrate_and_fire, mechanisms, networks, nonlinear, plasticity, synapses
    from simulate import simulate

    brian2.prefs.codegen.target = "numpy"
    brian2.BrianLogger.log_level_error()
    tables = (integrate_and_fire, nonlinear, synapses, plasticity, networks, mechanisms, catalog)
    cases = {name: case for table in tables for name, case in table.CASES.items()}
    if len(cases) < sum(len(table.CASES) for table in tables):
        sys.exit("golden.py: found a name twice, expected each case in one table. Rename one.")
    unknown = [name for name in wanted if name not in cases]
    if unknown:
        sys.exit(f"golden.py: found no case {', '.join(unknown)}, expected some of {', '.join(cases)}.")
    GOLDEN.mkdir(parents=True, exist_ok=True)
    for name in wanted or cases:
        found = {"case": cases[name], "versions": PINNED, **simulate(cases[name])}
        (GOLDEN / f"{name}.json").write_text(json.dumps(found, allow_nan=False))
        print(name, {part: sum(map(len, trains)) for part, trains in found["spikes"].items()})
    subprocess.run(["npx", "biome", "format", "--write", "--log-level=error", str(GOLDEN)], cwd=ROOT, check=True)


if __name__ == "__main__":
    main(sys.argv[1:])
