package io.hookswitch.examples;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeoutException;

/** Hookswitch over REST. */
final class RestApi implements Publisher {
    private final HttpClient http = HttpClient.newHttpClient();
    private final String url;
    private final String key;

    RestApi(String url, String key) {
        this.url = url;
        this.key = key;
    }

    /** While the gateway cannot take events, or its answer is lost: the same event again, which does no harm. */
    @Override
    public void publish(Event event) throws IOException, InterruptedException {
        for (int attempt = 1; ; attempt++) {
            try {
                publishOnce(event);
                return;
            } catch (Refusal refusal) {
                if (refusal.status != 503 || attempt == 5) {
                    throw refusal;
                }
            } catch (IOException noAnswer) {
                if (attempt == 5) {
                    throw noAnswer;
                }
            }
            Thread.sleep(500L * attempt);
        }
    }

    private void publishOnce(Event event) throws IOException, InterruptedException {
        JsonObject answer = call("POST", "/v1/events", "application/cloudevents+json", event.structured());
        JsonObject outcome = answer.getAsJsonArray("outcomes").get(0).getAsJsonObject();
        if (!outcome.get("status").getAsString().equals("accepted")) {
            throw new Refusal(422, "the event is " + outcome);
        }
    }

    /** The workflow's id. */
    String saveWorkflow(String document) throws IOException, InterruptedException {
        return call("POST", "/v1/workflows", "application/json", document).get("id").getAsString();
    }

    void deleteWorkflow(String workflow) throws IOException, InterruptedException {
        call("DELETE", "/v1/workflows/" + workflow, null, null);
    }

    /** How the run that the event started has ended: succeeded, skipped, cancelled or dead. */
    String endOfRun(String workflow, String event) throws IOException, InterruptedException, TimeoutException {
        String path = "/v1/runs?workflow=" + workflow + "&event=" + URLEncoder.encode(event, StandardCharsets.UTF_8);
        Instant deadline = Instant.now().plusSeconds(30);
        while (Instant.now().isBefore(deadline)) {
            for (JsonElement run : call("GET", path, null, null).getAsJsonArray("items")) {
                String status = run.getAsJsonObject().get("status").getAsString();
                if (!status.equals("running")) {
                    return status;
                }
            }
            Thread.sleep(200);
        }
        throw new TimeoutException(event + " has started no run that ended within 30 s");
    }

    private JsonObject call(String method, String path, String contentType, String body)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(url + path))
                .timeout(Duration.ofSeconds(10))
                .header("Authorization", "Bearer " + key)
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (contentType != null) {
            request.header("Content-Type", contentType);
        }
        var response = http.send(request.build(), BodyHandlers.ofString());
        if (response.statusCode() >= 300) {
            String answer = method + " " + path + " answered " + response.statusCode() + ": " + response.body();
            throw new Refusal(response.statusCode(), answer);
        }
        return response.body().isEmpty()
                ? new JsonObject()
                : JsonParser.parseString(response.body()).getAsJsonObject();
    }

    /** Its message ends with a problem of RFC 9457: the code is stable, errors[] names the places in the document. */
    private static final class Refusal extends IOException {
        private final int status;

        Refusal(int status, String message) {
            super(message);
            this.status = status;
        }
    }
}
