package dev.vask.train;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.Set;

/** The backend of the app: publishes events, queries state, and sends some invalid requests. */
final class Backend {

    static final HttpClient CLIENT = HttpClient.newHttpClient();

    private static final Set<Integer> EXPECTED_STATUSES = Set.of(200, 201, 204, 400, 401, 404);

    private final URI server;
    private final URI management;

    Backend(URI server, URI management) {
        this.server = server;
        this.management = management;
    }

    /** Waits until the server is ready, and creates the app. */
    void awaitReadyAndCreateApp() throws IOException, InterruptedException {
        long end = System.nanoTime() + 60_000_000_000L;
        while (status("GET", "/q/health/ready", "") != 200) {
            if (System.nanoTime() - end > 0) {
                throw new IllegalStateException("The server was not ready within 60 s");
            }
            Thread.sleep(50);
        }
        call(
                "PUT",
                "/admin/v1/apps/" + TrainingServer.KEY,
                "{\"secret\":\"%s\",\"client_events\":true}".formatted(TrainingServer.SECRET));
    }

    void publish() throws IOException, InterruptedException {
        signed("POST", "events", """
                {"name":"greeting","channels":["hello","private-hello","presence-hello"],"data":"{\\"text\\":\\"Hello\\"}"}""");
        signed("POST", "events", """
                {"name":"greeting","channel":"cache-hello","data":"{}","info":"subscription_count"}""");
        signed("POST", "batch_events", """
                {"batch":[{"name":"a","channel":"hello","data":"1"},{"name":"b","channel":"private-hello","data":"2"}]}""");
        signed("POST", "users/1/events", "{\"name\":\"note\",\"data\":\"{}\"}");
        signed("POST", "events", "{\"name\":\"no data\"}");
    }

    void query() throws IOException, InterruptedException {
        signed("GET", "channels", "");
        signed("GET", "channels/presence-hello", "");
        signed("GET", "channels/presence-hello/users", "");
        call("GET", "/apps/" + TrainingServer.KEY + "/channels", "");
        call("GET", "/q/health/ready", "");
        call("GET", "/q/metrics", "");
        call("GET", "/", "");
        call("PUT", "/admin/v1/apps/other", "{\"client_events\":true}");
        call("GET", "/admin/v1/apps", "");
        call("DELETE", "/admin/v1/apps/other", "");
    }

    private void signed(String method, String resource, String body) throws IOException, InterruptedException {
        String path = "/apps/%s/%s".formatted(TrainingServer.KEY, resource);
        String md5 = body.isEmpty() ? "" : "&body_md5=" + Signing.md5(body);
        String query = "auth_key=%s&auth_timestamp=%d&auth_version=1.0%s"
                .formatted(TrainingServer.KEY, Instant.now().getEpochSecond(), md5);
        String signature = Signing.signature("%s\n%s\n%s".formatted(method, path, query));
        call(method, "%s?%s&auth_signature=%s".formatted(path, query, signature), body);
    }

    private void call(String method, String pathAndQuery, String body) throws IOException, InterruptedException {
        int status = status(method, pathAndQuery, body);
        if (!EXPECTED_STATUSES.contains(status)) {
            throw new IllegalStateException("Unexpected status for %s %s: %d".formatted(method, pathAndQuery, status));
        }
    }

    private int status(String method, String pathAndQuery, String body) throws IOException, InterruptedException {
        boolean forOperators = pathAndQuery.startsWith("/admin") || pathAndQuery.equals("/q/metrics");
        HttpRequest request = HttpRequest.newBuilder((forOperators ? management : server).resolve(pathAndQuery))
                .header("Authorization", "Bearer " + TrainingServer.ADMIN_TOKEN)
                .header("Content-Type", "application/json")
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build();
        return CLIENT.send(request, BodyHandlers.discarding()).statusCode();
    }
}
