"""Records what the Python package ipywidgets and its kernel say, as the truth for SpikeTensor's own half of the protocol.

    .venv/bin/python scripts/notebooks/recordWidgets.py > test/notebook/widgets/ipywidgets.json

Runs a real Python kernel with a real Jupyter client, which opens widgets, plays the front end (a slider that is moved, a
button that is pressed, a page that is loaded anew) and writes down every message in its order. Identifiers are numbered in
the order in which they appear, so that a second recording is the same text.
"""

import json
import re
import sys

from jupyter_client.manager import start_new_kernel

WIDGETS = {
    "slider": "w.FloatSlider(value=20, min=5, max=100, step=0.5, description='tauMem (ms)', readout_format='.1f')",
    "log": "w.FloatLogSlider(value=10, min=0, max=2, step=0.02, description='rate (Hz)', readout_format='.3g')",
    "int": "w.IntSlider(value=0, min=0, max=9, step=1, description='frame', readout_format='d')",
    "dropdown": "w.Dropdown(options=['euler', 'rk4'], value='rk4', description='method')",
    "checkbox": "w.Checkbox(value=True, description='spikes')",
    "button": "w.Button(description='again')",
    "play": "w.Play(min=0, max=9, step=1, value=0, interval=100)",
    "wide": "w.FloatSlider(layout={'width': '480px'}, style={'description_width': '96px'})",
}


class Session:
    def __init__(self):
        self.manager, self.client = start_new_kernel(kernel_name="python3")
        self.names = {}

    def plain(self, value):
        """The value with numbered identifiers."""
        text = json.dumps(value)
        for found in re.findall(r"\b[0-9a-f]{32}\b", text):
            self.names.setdefault(found, f"id{len(self.names)}")
        for found, name in self.names.items():
            text = text.replace(found, name)
        return json.loads(text)

    def answers(self, sent):
        """What the kernel publishes in answer to a message, to its end."""
        said = []
        while True:
            message = self.client.get_iopub_msg(timeout=30)
            if message["parent_header"].get("msg_id") != sent:
                continue
            kind, content = message["msg_type"], message["content"]
            if kind == "error":
                raise RuntimeError("\n".join(content["traceback"]))
            if kind == "status" and content["execution_state"] == "idle":
                return said
            if kind.startswith("comm_") or kind == "display_data":
                metadata = message["metadata"] if kind == "comm_open" else {}
                said.append(self.plain({"type": kind, "content": content, "metadata": metadata}))

    def run(self, code):
        return self.answers(self.client.execute(code))

    def send(self, kind, content, metadata=None):
        message = self.client.session.msg(kind, content, metadata=metadata)
        self.client.shell_channel.send(message)
        return self.answers(message["header"]["msg_id"])

    def info(self, target):
        message = self.client.session.msg("comm_info_request", {"target_name": target})
        self.client.shell_channel.send(message)
        while True:
            reply = self.client.get_shell_msg(timeout=30)
            if reply["parent_header"].get("msg_id") == message["header"]["msg_id"]:
                return self.plain({"type": reply["msg_type"], "content": reply["content"]})


def main():
    session = Session()
    record = {}
    try:
        session.run("import ipywidgets as w, json")
        record["opened"] = {name: session.run(f"{name} = {code}") for name, code in WIDGETS.items()}
        record["box"] = session.run("box = w.VBox([slider, w.HBox([play, int])]); link = w.jslink((play, 'value'), (int, 'value'))")
        record["shown"] = session.run("display(box)")
        numbered = {name: found for found, name in session.names.items()}
        slider, button = (numbered[record["opened"][name][-1]["content"]["comm_id"]] for name in ("slider", "button"))
        update = {"method": "update", "state": {"value": 35.5}, "buffer_paths": []}
        record["moved"] = session.send("comm_msg", {"comm_id": slider, "data": update})
        record["asked"] = session.send("comm_msg", {"comm_id": slider, "data": {"method": "request_state"}})
        session.run("pressed = []; button.on_click(lambda b: setattr(slider, 'value', 50))")
        click = {"method": "custom", "content": {"event": "click"}}
        record["pressed"] = session.send("comm_msg", {"comm_id": button, "data": click})
        control = "c" * 32
        opened = {"comm_id": control, "target_name": "jupyter.widget.control", "data": {}}
        session.send("comm_open", opened, {"version": "1.0.0"})
        states = session.send("comm_msg", {"comm_id": control, "data": {"method": "request_states"}})
        record["loaded anew"] = states
        record["info"] = session.info("jupyter.widget")
        nobody = {"comm_id": "d" * 32, "target_name": "nobody.knows", "data": {}}
        record["unknown target"] = session.send("comm_open", nobody)
        versions = "print(json.dumps([__import__(n).__version__ for n in ('ipywidgets', 'comm', 'ipykernel')]))"
        sent = session.client.execute(versions)
        while True:
            message = session.client.get_iopub_msg(timeout=30)
            if message["parent_header"].get("msg_id") == sent and message["msg_type"] == "stream":
                record["versions"] = json.loads(message["content"]["text"])
                break
    finally:
        session.client.stop_channels()
        session.manager.shutdown_kernel(now=True)
    json.dump(record, sys.stdout, indent=1, sort_keys=True)
    print()


if __name__ == "__main__":
    main()
