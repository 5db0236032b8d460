"""Straight to Kafka: a CloudEvent in binary mode, attributes in headers and the data as the value."""

import json

from confluent_kafka import KafkaError, Message, Producer


def produce(brokers: str, topic: str, tenant: str, event: dict) -> None:
    """Returns once the brokers have it."""
    # librdkafka has a partitioner of its own. Hookswitch, Java and others use murmur2, and a call's events belong into one partition.
    producer = Producer({"bootstrap.servers": brokers, "enable.idempotence": True, "partitioner": "murmur2_random"})
    attributes = {name: value for name, value in event.items() if name != "data"} | {"tenantid": tenant}
    failures: list[KafkaError] = []

    def delivered(error: KafkaError | None, _message: Message) -> None:
        if error is not None:
            failures.append(error)

    producer.produce(
        topic,
        key=f"{tenant}|{event['subject']}",
        value=json.dumps(event["data"]),
        headers={f"ce_{name}": value for name, value in attributes.items()} | {"content-type": "application/json"},
        on_delivery=delivered,
    )
    waiting = producer.flush(10)
    if failures or waiting:
        raise RuntimeError(f"the event may not be on {topic}: {failures or 'no answer in time'}; send it again with the same id")
