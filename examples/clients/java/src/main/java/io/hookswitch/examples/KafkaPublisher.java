package io.hookswitch.examples;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/** Straight to Kafka: a CloudEvent in binary mode, attributes in headers and the data as the value. */
final class KafkaPublisher implements Publisher, AutoCloseable {
    private final KafkaProducer<String, String> producer;
    private final String topic;
    private final String tenant;

    KafkaPublisher(String brokers, String topic, String tenant) {
        // The defaults are what is wanted: acks=all, idempotence, and murmur2 as everybody else.
        var settings = Map.<String, Object>of("bootstrap.servers", brokers, "delivery.timeout.ms", 40_000);
        producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
        this.topic = topic;
        this.tenant = tenant;
    }

    @Override
    public void publish(Event event) throws Exception {
        // The key keeps the events of a call in one partition, and so in order.
        var record = new ProducerRecord<>(topic, tenant + "|" + event.subject(), event.dataAsJson());
        var attributes = Map.of(
                "ce_specversion", "1.0",
                "ce_id", event.id(),
                "ce_source", event.source(),
                "ce_type", event.type(),
                "ce_subject", event.subject(),
                "ce_tenantid", tenant,
                "content-type", "application/json");
        attributes.forEach((name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        producer.send(record).get(45, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        producer.close();
    }
}
