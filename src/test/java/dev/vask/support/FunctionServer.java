package dev.vask.support;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The function for AWS Lambda, which gets the requests of backends as events, and a node that has the connections and the admin API.
 *
 * <p>The source of an event depends on the length of its request, which is the same in each run. The system property
 * {@code vask.test.events} selects one: {@code HTTP_API}, {@code FUNCTION_URL} or {@code LOAD_BALANCER}.
 */
record FunctionServer(LambdaFunction function) implements Server {

    private static final @Nullable String SELECTED = System.getProperty("vask.test.events");
    private static final Cluster CLUSTER = new Cluster(TestRedis.url(), Map.of("vask.database.timeout", "30s"));
    private static final VaskNode NODE = CLUSTER.start("all", Map.of());

    /** The age after which a function loads an app again. */
    private static final Duration MAX_AGE = Duration.ofSeconds(2);

    private static final Pattern APP = Pattern.compile("/admin/v1/apps/[^/]+(/secrets.*|/cloudevents-token)?");

    /** A load balancer accepts 1 MB with the event around the body, which is in base64 perhaps. */
    private static final int LOAD_BALANCER_BYTES = 500_000;

    /** A function with these settings. All share the node. */
    static FunctionServer with(Map<String, String> settings) {
        if (!LambdaFunction.isBuilt()) {
            throw new IllegalStateException("target/function.zip does not exist; build it with make lambda");
        }
        FunctionServer server = new FunctionServer(CLUSTER.startFunction(settings));
        server.function.awaitInit();
        return server;
    }

    /** A function has no port for clients. */
    @Override
    public URI api() {
        throw new UnsupportedOperationException("This test needs a socket; add it to EventTestCondition with a reason");
    }

    @Override
    public URI management() {
        return NODE.management();
    }

    @Override
    public URI edge() {
        return NODE.edge();
    }

    @Override
    public boolean isOneProcess() {
        return false;
    }

    @Override
    public String log() {
        return NODE.log();
    }

    @Override
    public Response request(String method, String pathAndQuery, byte[] body, String... headers) {
        if (pathAndQuery.startsWith("/q/metrics")) {
            return Http.request(method, function.management().resolve(pathAndQuery), body, headers);
        }
        if (pathAndQuery.startsWith("/admin/") || pathAndQuery.startsWith("/q/")) {
            return NODE.request(method, pathAndQuery, body, headers);
        }
        EventSource source = source(pathAndQuery, body);
        return source.response(function.invoke(source.event(method, pathAndQuery, body, headers)));
    }

    /** An HTTP API decodes the path, so that a signature of the encoded path is not valid; see docs/serverless.md. */
    private static EventSource source(String pathAndQuery, byte[] body) {
        EventSource[] all = EventSource.values();
        EventSource source = SELECTED == null
                ? all[(pathAndQuery.length() + body.length) % all.length]
                : EventSource.valueOf(SELECTED);
        boolean isPossible =
                switch (source) {
                    case HTTP_API -> !pathAndQuery.replaceFirst("\\?.*", "").contains("%");
                    case FUNCTION_URL -> true;
                    case LOAD_BALANCER -> body.length < LOAD_BALANCER_BYTES;
                };
        return isPossible ? source : EventSource.FUNCTION_URL;
    }

    /** Waits until a change of an app is effective in the function. A new app is effective immediately, if its key was not used before. */
    @Override
    public Response admin(String method, String path, byte[] body) {
        Response response = NODE.admin(method, path, body);
        boolean isNew = method.equals("PUT") && response.status() == 201;
        if (!method.equals("GET")
                && response.status() / 100 == 2
                && !isNew
                && APP.matcher(path).matches()) {
            try {
                Thread.sleep(MAX_AGE.plusMillis(50)); // nothing shows what a function has in memory
            } catch (InterruptedException e) {
                throw new IllegalStateException("interrupted while a change becomes effective", e);
            }
        }
        return response;
    }
}
