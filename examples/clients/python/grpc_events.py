"""Hookswitch over gRPC; hookswitch/v1 is made from the published proto, see README.md."""

import json

import grpc

from hookswitch.v1 import events_pb2, events_pb2_grpc


class GrpcPublisher:
    def __init__(self, address: str, key: str) -> None:
        self._channel = grpc.insecure_channel(address)
        self._events = events_pb2_grpc.EventServiceStub(self._channel)
        self._metadata = (("authorization", f"Bearer {key}"),)

    def publish(self, event: dict) -> None:
        """Returns once the event is durable. UNAVAILABLE: send it again with the same id."""
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
