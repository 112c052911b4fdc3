package dev.vask.functions;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vask.functions.Ticks.Tick;
import dev.vask.protocol.Json;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.util.concurrent.CompletableFuture;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The function on AWS Lambda. It gets events of function URLs, of HTTP APIs (payload format 2.0) and of Application Load Balancers, and
 * sends them as requests to the public port of this process, where all rules of HTTP hold. The events of schedules are ticks:
 * {@code {"tick": "maintain"}}.
 */
@Named("vask")
@Singleton // otherwise there is one for each event
public final class LambdaHandler implements RequestStreamHandler {

    private static final String TICK = "tick";
    private static final String THIS_MACHINE = "127.0.0.1";
    private static final int MAX_TRIES = 100;
    private static final long PAUSE_MILLIS = 20;

    private final LambdaEvents events;
    private final Ticks ticks;
    private final Vertx vertx;
    private final Context loop;
    private final HttpClient client;
    private final int port;

    LambdaHandler(
            FunctionConfig config, Ticks ticks, Vertx vertx, @ConfigProperty(name = "quarkus.http.port") int port) {
        this.events = new LambdaEvents(config.pathPrefix().orElse(""));
        this.ticks = ticks;
        this.vertx = vertx;
        this.loop = vertx.getOrCreateContext();
        // A connection that is kept over a freeze may be closed by an idle timer while the next request is sent.
        this.client = vertx.createHttpClient(new HttpClientOptions().setKeepAlive(false));
        this.port = port;
    }

    /** Blocks, on the thread that polls for events. */
    @Override
    public void handleRequest(
            InputStream input, OutputStream output, com.amazonaws.services.lambda.runtime.Context invocation)
            throws IOException {
        JsonNode event = Json.MAPPER.readTree(input);
        ObjectNode result = event.has(TICK) ? tick(event.path(TICK).asText()) : respond(event);
        output.write(Json.MAPPER.writeValueAsBytes(result));
    }

    /** A schedule whose tick fails counts an error, and the next tick continues. */
    private ObjectNode tick(String name) {
        Tick tick = Tick.of(name);
        if (tick == null) {
            throw new IllegalArgumentException(
                    "Unknown tick '%s'. The ticks are deliver-webhooks and maintain.".formatted(name));
        }
        ObjectNode result = Json.MAPPER.createObjectNode();
        ticks.run(tick).toCompletableFuture().join().forEach(result::put);
        return result;
    }

    private ObjectNode respond(JsonNode event) {
        LambdaEvents.Request request = events.request(event);
        if (request == null) {
            return LambdaEvents.malformed(event);
        }
        // All on one event loop: on another thread, the body could arrive before it is expected, and would be lost.
        Promise<Void> start = Promise.promise();
        CompletableFuture<ObjectNode> result = start.future()
                .compose(started -> connect(request, MAX_TRIES))
                .compose(open -> {
                    request.headers().forEach((name, values) -> open.putHeader(name, values));
                    return open.send(Buffer.buffer(request.body()));
                })
                .compose(response -> response.body()
                        .map(body ->
                                LambdaEvents.result(event, response.statusCode(), response.headers(), body.getBytes())))
                .toCompletionStage()
                .toCompletableFuture();
        loop.runOnContext(start::complete);
        return result.join();
    }

    /** The first event may arrive before the port is open. Nothing was sent then. */
    private Future<HttpClientRequest> connect(LambdaEvents.Request request, int tries) {
        RequestOptions options = new RequestOptions()
                .setHost(THIS_MACHINE)
                .setPort(port)
                .setMethod(HttpMethod.valueOf(request.method()))
                .setURI(request.uri());
        return client.request(options)
                .recover(failure -> failure instanceof ConnectException && tries > 1
                        ? pause().compose(over -> connect(request, tries - 1))
                        : Future.failedFuture(failure));
    }

    private Future<Void> pause() {
        Promise<Void> over = Promise.promise();
        vertx.setTimer(PAUSE_MILLIS, timer -> over.complete());
        return over.future();
    }
}
