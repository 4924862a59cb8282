"""Whatever is made up, load goes where the load generator was started for: one person, for a second."""

import os
import re

import requests
import schemathesis

STARTS = {"/api/load/start", "/api/load/set", "/swarm"}
PEOPLE = ("users", "user_count", "rate")


def number(value):
    text = re.sub(r"/s\s*$", "", value) if isinstance(value, str) else value
    try:
        return None if isinstance(text, bool) else float(text)
    except (TypeError, ValueError):
        return None


@schemathesis.hook
def before_call(context, case, kwargs):
    if case.operation.path.startswith("/api/runs/{id}") and case.method == "GET":
        # Nobody makes up the name of a run that there is.
        runs = requests.get(f"{os.environ['CHECKED']}/api/runs", timeout=10).json()["runs"]
        if runs and len(case.path_parameters["id"]) % 2:
            case.path_parameters["id"] = runs[0]["id"]
    if case.operation.path not in STARTS:
        return
    if isinstance(case.body, (str, bytes)):
        text = case.body if isinstance(case.body, str) else case.body.decode(errors="replace")
        if "host" in text:
            case.body = type(case.body)()
    if not isinstance(case.body, dict):
        return
    tame = {name: value for name, value in case.body.items() if name != "host" or not isinstance(value, str)}
    for name in PEOPLE:
        if (asked := number(tame.get(name))) is not None and asked > 1:
            tame[name] = 1
    if isinstance(tame.get("shape"), str):
        tame["shape"] = re.sub(r"\d+", "1", tame["shape"]).replace("m", "s").replace("h", "s")
    if number(tame.get("run_time_secs")) is not None:
        tame["run_time_secs"] = 1
    if isinstance(tame.get("run_time"), (str, type(None))):
        tame["run_time"] = "1s"
    case.body = tame
