package dev.vask.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;

/**
 * The built jar as a node of a cluster.
 *
 * @param appExists whether the app of the benchmark exists already; if not, the start creates it
 */
record VaskClusterNode(VaskJar jar, Stores stores, boolean appExists) implements SystemUnderTest {

    private static final String APP_JSON = """
            {"secret":"%s","quotas":{"max_presence_members":10000}}""";

    @Override
    public String name() {
        return "cluster";
    }

    @Override
    public Server start() {
        Map<String, String> settings = new HashMap<>(stores.settings());
        settings.put("VASK_ADMIN_TOKEN", VaskJar.ADMIN_TOKEN);
        return jar.start(name(), settings, appExists ? port -> {} : VaskClusterNode::createApp);
    }

    /** Creates the app, if the server accepts requests already. */
    private static void createApp(int port) {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:%d/admin/v1/apps/%s".formatted(port, VaskJar.APP)))
                .header("Authorization", "Bearer " + VaskJar.ADMIN_TOKEN)
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(APP_JSON.formatted(VaskJar.SECRET)))
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            client.send(request, HttpResponse.BodyHandlers.discarding());
        } catch (IOException e) {
            // the server does not accept requests yet
        } catch (InterruptedException e) {
            throw new BenchException("interrupted", e);
        }
    }
}
