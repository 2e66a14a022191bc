"""Executes notebooks with the real tslab kernel and fails on whatever a person would call an error.

tslab reports an exception as text on stderr and a reply with status `error`, never as an `error` output, so nbconvert
and nbclient do not see it. This driver looks at every reply's status, at stderr and at the clock.

A cell tagged `raises-exception` has to fail; its stderr is kept. `--write` saves the outputs in place, with the language
that the kernel names, as JupyterLab would write it. `--smoke` runs smaller sizes: the pairs [text, other text] in the
notebook's metadata, `spiketensor.smoke`, are put into the sources, and each has to be found.
"""

import argparse
import os
import queue
import sys
import tempfile
import time
from pathlib import Path

import nbformat
from jupyter_client.manager import KernelManager

# tslab throws away what arrives within 200 ms after an error.
AFTER_ERROR_S = 0.5
# Throttled figures and progress draw their last state up to this long after their cell has ended.
TRAILING_S = 3


class Failure(Exception):
    pass


class Run:
    """One notebook in one kernel."""

    def __init__(self, notebook, client, timeout):
        self.notebook = notebook
        self.client = client
        self.timeout = timeout
        self.cells = {}  # message id -> cell
        self.displays = {}  # display id -> outputs that show it
        self.idle = set()

    def receive(self, seconds):
        """Takes one message of the kernel's output; False if none came."""
        try:
            message = self.client.get_iopub_msg(timeout=seconds)
        except queue.Empty:
            return False
        kind, content = message["msg_type"], message["content"]
        parent = message["parent_header"].get("msg_id")
        if kind == "status" and content["execution_state"] == "idle":
            self.idle.add(parent)
        display_id = content.get("transient", {}).get("display_id")
        if kind == "update_display_data":
            for output in self.displays.get(display_id, []):
                output["data"] = nbformat.from_dict(content["data"])
                output["metadata"] = nbformat.from_dict(content["metadata"])
        cell = self.cells.get(parent)
        if cell is None:
            return True
        if kind == "stream":
            last = cell.outputs[-1] if cell.outputs else None
            if last is not None and last.output_type == "stream" and last.name == content["name"]:
                last.text += content["text"]
            else:
                cell.outputs.append(nbformat.v4.new_output("stream", name=content["name"], text=content["text"]))
        elif kind in ("display_data", "execute_result"):
            output = nbformat.v4.new_output(kind, data=content["data"], metadata=content["metadata"])
            cell.outputs.append(output)
            self.displays.setdefault(display_id, []).append(output)
        return True

    def execute(self, cell):
        """Runs one cell to its end and returns the reply's status."""
        cell.outputs, cell.execution_count = [], None
        sent = self.client.execute(cell.source, allow_stdin=False)
        self.cells[sent] = cell
        end = time.monotonic() + self.timeout
        reply = None
        while reply is None or sent not in self.idle:
            if time.monotonic() > end:
                raise Failure(f"still running after {self.timeout:g} s")
            if not self.client.is_alive():
                raise Failure("the kernel died")
            self.receive(0.1)
            try:
                candidate = self.client.get_shell_msg(timeout=0)
                if candidate["parent_header"].get("msg_id") == sent:
                    reply = candidate["content"]
            except queue.Empty:
                pass
        cell.execution_count = reply.get("execution_count")
        return reply["status"]

    def stderr(self, cell):
        return "".join(o.text for o in cell.outputs if o.output_type == "stream" and o.name == "stderr")

    def check(self, cell, status):
        must_fail = "raises-exception" in cell.metadata.get("tags", [])
        if must_fail and status != "error":
            raise Failure(f"tagged raises-exception, but ended with status {status}")
        if must_fail:
            time.sleep(AFTER_ERROR_S)
            return
        if status != "ok":
            raise Failure(f"status {status}\n{self.stderr(cell)}")
        if self.stderr(cell):
            raise Failure(f"wrote to stderr\n{self.stderr(cell)}")

    def all(self):
        code = [c for c in self.notebook.cells if c.cell_type == "code"]
        for number, cell in enumerate(code, 1):
            try:
                self.check(cell, self.execute(cell))
            except Failure as failure:
                raise Failure(f"cell {number}: {failure}\n--- source\n{cell.source}") from None
        end = time.monotonic() + TRAILING_S
        while time.monotonic() < end:
            self.receive(0.1)
        # An exception in the background of an earlier cell arrives late.
        for number, cell in enumerate(code, 1):
            if "raises-exception" not in cell.metadata.get("tags", []) and self.stderr(cell):
                raise Failure(f"cell {number}: wrote to stderr in the background\n{self.stderr(cell)}")


def make_small(notebook):
    """Puts smaller sizes into the sources."""
    for text, other in notebook.metadata.get("spiketensor", {}).get("smoke", []):
        found = [c for c in notebook.cells if c.cell_type == "code" and text in c.source]
        if not found:
            raise Failure(f"metadata, spiketensor.smoke: no cell has the text {text!r}")
        for cell in found:
            cell.source = cell.source.replace(text, other)


def language_of(client):
    """What the kernel says of its language."""
    asked = client.kernel_info()
    while True:
        reply = client.get_shell_msg(timeout=60)
        if reply["parent_header"].get("msg_id") == asked:
            return reply["content"]["language_info"]


def run(path, kernel, timeout, smoke):
    notebook = nbformat.read(path, as_version=4)
    if smoke:
        make_small(notebook)
    manager = KernelManager(kernel_name=kernel)
    manager.start_kernel(cwd=str(path.parent.resolve()))
    client = manager.blocking_client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=60)
        notebook.metadata.language_info = nbformat.from_dict(language_of(client))
        Run(notebook, client, timeout).all()
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    return notebook


def is_empty(output):
    """What is left where a display was withdrawn: the script that carried plotly.js."""
    return output.output_type == "display_data" and not any(output.data.values())


def without_paths(value, places):
    if isinstance(value, str):
        for place in places:
            value = value.replace(place + os.sep, "").replace(place, ".")
        return value
    if isinstance(value, list):
        return [without_paths(v, places) for v in value]
    if isinstance(value, dict):
        return nbformat.from_dict({k: without_paths(v, places) for k, v in value.items()})
    return value


def save(notebook, path, places):
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = [without_paths(o, places) for o in cell.outputs if not is_empty(o)]
    notebook.metadata.kernelspec = {"display_name": "TypeScript", "language": "typescript", "name": "tslab"}
    nbformat.validate(notebook)
    with tempfile.NamedTemporaryFile("w", dir=path.parent, suffix=".tmp", delete=False, encoding="utf-8") as file:
        nbformat.write(notebook, file)
    os.chmod(file.name, 0o644)
    os.replace(file.name, path)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("notebooks", nargs="+", type=Path)
    parser.add_argument("--kernel", default="tslab")
    parser.add_argument("--timeout", type=float, default=300, help="seconds for one cell")
    parser.add_argument("--smoke", action="store_true", help="smaller sizes")
    parser.add_argument("--write", action="store_true", help="save the outputs in place")
    options = parser.parse_args()
    here = Path.cwd()
    # Packages may lie in another checkout, to which node_modules is a link.
    packages = Path(os.path.realpath(here / "node_modules")).parent
    places = [p for p in map(str, (here, os.path.realpath(here), packages, Path.home())) if p != os.sep]
    failed = 0
    for path in options.notebooks:
        start = time.monotonic()
        try:
            notebook = run(path, options.kernel, options.timeout, options.smoke)
            if options.write:
                save(notebook, path, places)
            print(f"ok    {path} ({time.monotonic() - start:.1f} s)", flush=True)
        except Failure as failure:
            failed += 1
            print(f"FAIL  {path}, {failure}", file=sys.stderr, flush=True)
    print(f"{len(options.notebooks) - failed} passed, {failed} failed, 0 skipped", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
