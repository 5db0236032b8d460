package io.hookswitch.examples;

/** A way in. Returns once the event is durable; after any doubt send it again with the same id. */
@FunctionalInterface
interface Publisher {
    void publish(Event event) throws Exception;
}
