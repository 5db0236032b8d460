package io.hookswitch.examples;

import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/** Saves a workflow, tells of a call over REST, gRPC and Kafka, and waits until the workflow has run for each event. */
public final class Main {
    private static final String SOURCE = "/examples/java/" + random();
    private static final String CALL = "call-" + random();

    private Main() {}

    public static void main(String[] arguments) throws Exception {
        String key = System.getenv("HOOKSWITCH_API_KEY");
        var api = new RestApi(setting("HOOKSWITCH_URL", "http://127.0.0.1:8080"), key);
        String workflow = api.saveWorkflow(workflow(setting("TARGET", "http://127.0.0.1:8090/_sim/health")));
        boolean succeeded = true;
        try {
            succeeded &= publish("rest", api, "started", api, workflow);
            try (var grpc = new GrpcPublisher(setting("GRPC_ADDRESS", "127.0.0.1:9090"), key)) {
                succeeded &= publish("grpc", grpc, "answered", api, workflow);
            }
            String brokers = System.getenv("KAFKA_BROKERS");
            if (brokers != null) {
                String topic = setting("EVENTS_TOPIC", "hookswitch.events.v1");
                try (var kafka = new KafkaPublisher(brokers, topic, setting("TENANT", "default"))) {
                    succeeded &= publish("kafka", kafka, "ended", api, workflow);
                }
            }
        } finally {
            api.deleteWorkflow(workflow);
        }
        System.exit(succeeded ? 0 : 1);
    }

    private static boolean publish(String way, Publisher publisher, String action, RestApi api, String workflow)
            throws Exception {
        Event event = Event.ofCall(CALL, SOURCE, action);
        publisher.publish(event);
        String status = api.endOfRun(workflow, event.id());
        System.out.println(way + " " + event.id() + " " + status);
        return status.equals("succeeded");
    }

    /** Asks the target about the caller; for events of this program alone. */
    private static String workflow(String target) {
        var phone = Map.of("key", "phone", "value", "{{event.properties.external_number}}", "format", "string");
        var ask = Map.of(
                "id", "ask",
                "action", "http",
                "params", Map.of("endpoint", target, "method", "GET", "values", List.of(phone)));
        var spec = Map.of(
                "enabled", true,
                "trigger", Map.of("events", List.of("call.started", "call.answered", "call.ended")),
                "conditions", Map.of("field", "event.source", "operator", "equals", "value", SOURCE),
                "steps", List.of(ask));
        return Event.GSON.toJson(Map.of(
                "apiVersion", "hookswitch.io/v1",
                "kind", "Workflow",
                "metadata", Map.of("name", "example" + SOURCE.replace('/', '-')),
                "spec", spec));
    }

    private static String setting(String name, String otherwise) {
        return System.getenv().getOrDefault(name, otherwise);
    }

    private static String random() {
        return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
    }
}
