package dev.vask.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;

/**
 * The built jar as an instance of a cluster, on stores that are there.
 *
 * @param appExists whether they hold the app of the benchmark; else the first start makes it
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

    /** Makes the app, if the server is so far. */
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
            // not yet
        } catch (InterruptedException e) {
            throw new BenchException("interrupted", e);
        }
    }
}
