package io.hookswitch.examples;

import com.google.gson.Gson;
import java.util.Map;

/** A CloudEvent about a call. Its id names the fact, so that sending it again changes nothing. */
record Event(String id, String source, String type, String subject, Map<String, Object> data) {
    static final Gson GSON = new Gson();

    static Event ofCall(String call, String source, String action) {
        Map<String, Object> data =
                Map.of("call_uuid", call, "direction", "incoming", "external_number", "+12025550142");
        return new Event(call + "-" + action, source, "call." + action, call, data);
    }

    /** The whole event as one JSON object. */
    String structured() {
        return GSON.toJson(Map.of(
                "specversion", "1.0", "id", id, "source", source, "type", type, "subject", subject, "data", data));
    }

    String dataAsJson() {
        return GSON.toJson(data);
    }
}
