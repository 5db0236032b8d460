"""Saves a workflow, tells of a call over REST, gRPC and Kafka, and waits until the workflow has run for each event."""

import os
import secrets
import sys

from grpc_events import GrpcPublisher
from kafka_events import produce
from rest_api import RestApi

URL = os.environ.get("HOOKSWITCH_URL", "http://127.0.0.1:8080")
GRPC = os.environ.get("GRPC_ADDRESS", "127.0.0.1:9090")
BROKERS = os.environ.get("KAFKA_BROKERS")
TOPIC = os.environ.get("EVENTS_TOPIC", "hookswitch.events.v1")
TENANT = os.environ.get("TENANT", "default")
TARGET = os.environ.get("TARGET", "http://127.0.0.1:8090/_sim/health")

SOURCE = f"/examples/python/{secrets.token_hex(4)}"
CALL = f"call-{secrets.token_hex(4)}"


def workflow() -> dict:
    """Asks TARGET about the caller; for events of this program alone."""
    return {
        "apiVersion": "hookswitch.io/v1",
        "kind": "Workflow",
        "metadata": {"name": f"example{SOURCE.replace('/', '-')}"},
        "spec": {
            "enabled": True,
            "trigger": {"events": ["call.started", "call.answered", "call.ended"]},
            "conditions": {"field": "event.source", "operator": "equals", "value": SOURCE},
            "steps": [
                {
                    "id": "ask",
                    "action": "http",
                    "params": {
                        "endpoint": TARGET,
                        "method": "GET",
                        "values": [{"key": "phone", "value": "{{event.properties.external_number}}", "format": "string"}],
                    },
                }
            ],
        },
    }


def event(kind: str) -> dict:
    """A CloudEvent. Its id names the fact, so that sending it again changes nothing."""
    return {
        "specversion": "1.0",
        "id": f"{CALL}-{kind}",
        "source": SOURCE,
        "type": f"call.{kind}",
        "subject": CALL,
        "data": {"call_uuid": CALL, "direction": "incoming", "external_number": "+12025550142"},
    }


def main() -> int:
    api = RestApi(URL, os.environ["HOOKSWITCH_API_KEY"])
    grpc = GrpcPublisher(GRPC, os.environ["HOOKSWITCH_API_KEY"])
    ways = [("rest", "started", api.publish), ("grpc", "answered", grpc.publish)]
    if BROKERS:
        ways.append(("kafka", "ended", lambda ended: produce(BROKERS, TOPIC, TENANT, ended)))

    saved = api.save_workflow(workflow())
    try:
        statuses = []
        for way, kind, publish in ways:
            publish(event(kind))
            run = api.ended_run(saved["id"], event(kind)["id"])
            statuses.append(run["status"])
            print(way, event(kind)["id"], run["status"], flush=True)
    finally:
        api.delete_workflow(saved["id"])
        grpc.close()
    return 0 if all(status == "succeeded" for status in statuses) else 1


if __name__ == "__main__":
    sys.exit(main())
