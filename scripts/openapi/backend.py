"""Somebody is logged in, and the app is as it is: what a phase makes fail or slow is not what is looked for here."""

import os

import requests
import schemathesis

URL = os.environ["CHECKED"]


@schemathesis.auth()
class Session:
    """Logging out ends a session; the next call that is told so opens another."""

    def get(self, case, context):
        return requests.post(f"{URL}/login", json={"user": "schemathesis"}, timeout=10).cookies["movieguru"]

    def set(self, case, session, context):
        case.cookies["movieguru"] = session


@schemathesis.hook
def after_call(context, case, response):
    if case.method.upper() == "POST" and case.operation.path == "/phase" and response.status_code == 200:
        requests.post(f"{URL}/phase", json={"scenario": "healthy"}, timeout=10).raise_for_status()
