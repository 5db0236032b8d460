"""Hookswitch over gRPC; hookswitch/v1 is made from the published proto, see README.md."""

import json

import grpc

from hookswitch.v1 import events_pb2, events_pb2_grpc


# While the gateway cannot take events: the same event again, which does no harm.
RETRIES = {
    "methodConfig": [
        {
            "name": [{"service": "hookswitch.v1.EventService"}],
            "retryPolicy": {
                "maxAttempts": 5,
                "initialBackoff": "0.5s",
                "maxBackoff": "5s",
                "backoffMultiplier": 2,
                "retryableStatusCodes": ["UNAVAILABLE"],
            },
        }
    ]
}


class GrpcPublisher:
    def __init__(self, address: str, key: str) -> None:
        self._channel = grpc.insecure_channel(address, options=[("grpc.service_config", json.dumps(RETRIES))])
        self._events = events_pb2_grpc.EventServiceStub(self._channel)
        self._metadata = (("authorization", f"Bearer {key}"),)

    def publish(self, event: dict) -> None:
        """Returns once the event is durable."""
        message = events_pb2.CloudEvent(
            id=event["id"],
            source=event["source"],
            type=event["type"],
            subject=event["subject"],
            data_json=json.dumps(event["data"]).encode(),
        )
        self._events.Publish(events_pb2.PublishRequest(event=message), metadata=self._metadata, timeout=10)

    def close(self) -> None:
        self._channel.close()
