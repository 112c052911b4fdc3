package dev.vask.cli.doctor;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Sends requests as a backend does: HTTP/1.1, without following redirects. */
final class DoctorHttp implements AutoCloseable {

    static final Duration TIMEOUT = Duration.ofSeconds(10);

    private static final long MAX_BODY_BYTES = 1_048_576;

    private final DoctorSettings settings;
    private final HttpClient client;

    DoctorHttp(DoctorSettings settings) {
        this.settings = settings;
        client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .sslContext(settings.trust().context())
                .connectTimeout(TIMEOUT)
                .build();
    }

    HttpClient client() {
        return client;
    }

    HttpResponse<String> get(String target) throws IOException {
        return send("GET", target, "");
    }

    HttpResponse<String> post(String target, String json) throws IOException {
        return send("POST", target, json);
    }

    private HttpResponse<String> send(String method, String target, String body) throws IOException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(settings.url() + target)).timeout(TIMEOUT);
        if (body.isEmpty()) {
            request.method(method, BodyPublishers.noBody());
        } else {
            request.header("Content-Type", "application/json").method(method, BodyPublishers.ofString(body));
        }
        try {
            return client.send(request.build(), BodyHandlers.limiting(BodyHandlers.ofString(), MAX_BODY_BYTES));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** Ends its threads, without waiting for open connections. */
    @Override
    public void close() {
        client.shutdownNow();
    }
}
