"""Hookswitch over REST."""

import time

import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

# While the gateway cannot take events, or its answer is lost: the same event again, which does no harm.
AGAIN = Retry(total=5, backoff_factor=0.5, status_forcelist=[503], allowed_methods=None)


class RestApi:
    def __init__(self, url: str, key: str) -> None:
        self._url = url
        self._session = requests.Session()
        self._session.headers["Authorization"] = f"Bearer {key}"
        self._session.mount(f"{url}/v1/events", HTTPAdapter(max_retries=AGAIN))

    def publish(self, event: dict) -> None:
        """Returns once the event is durable."""
        answer = self._call("POST", "/v1/events", json=event, headers={"Content-Type": "application/cloudevents+json"})
        [outcome] = answer["outcomes"]
        if outcome["status"] != "accepted":
            raise RuntimeError(f"the event is {outcome}")

    def save_workflow(self, document: dict) -> dict:
        return self._call("POST", "/v1/workflows", json=document)

    def delete_workflow(self, workflow: str) -> None:
        self._call("DELETE", f"/v1/workflows/{workflow}")

    def ended_run(self, workflow: str, event: str, within_seconds: float = 30) -> dict:
        """The run that the event started, once it has come to an end."""
        deadline = time.monotonic() + within_seconds
        while time.monotonic() < deadline:
            for run in self._call("GET", "/v1/runs", params={"workflow": workflow, "event": event})["items"]:
                if run["status"] != "running":
                    return run
            time.sleep(0.2)
        raise TimeoutError(f"{event} has started no run that ended within {within_seconds} s")

    def _call(self, method: str, path: str, **request) -> dict:
        response = self._session.request(method, self._url + path, timeout=10, **request)
        if not response.ok:
            # A problem of RFC 9457: its code is stable, errors[] names the places in the document.
            raise RuntimeError(f"{method} {path} answered {response.status_code}: {response.text}")
        return response.json() if response.content else {}
