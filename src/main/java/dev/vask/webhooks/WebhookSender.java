package dev.vask.webhooks;

import dev.vask.apps.App;
import dev.vask.apps.Webhook;
import dev.vask.apps.WebhookTargetPolicy;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.impl.VertxInternal;
import io.vertx.core.net.SocketAddress;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Makes delivery attempts. It resolves the host name and connects to the same address that the {@link WebhookTargetPolicy} has checked, so
 * that DNS rebinding has no effect. Redirects are not followed.
 */
final class WebhookSender {

    static final String CONTENT_TYPE = "Content-Type";
    static final String JSON = "application/json";
    static final String USER_AGENT = "User-Agent";
    static final String VASK = "Vask";
    static final String KEY = "X-Pusher-Key";
    static final String SIGNATURE = "X-Pusher-Signature";
    static final String DELIVERY = "X-Vask-Delivery";

    private static final int HTTP = 80;
    private static final int HTTPS = 443;
    private static final int BODY_START_BYTES = 500;
    private static final int MAX_RESPONSE_BYTES = 64 * 1024;

    private final Vertx vertx;
    private final HttpClient client;
    private final WebhookTargetPolicy targets;
    private final Duration timeout;

    WebhookSender(Vertx vertx, HttpClient client, WebhookTargetPolicy targets, Duration timeout) {
        this.vertx = vertx;
        this.client = client;
        this.targets = targets;
        this.timeout = timeout;
    }

    /** Posts a body. The future never fails. */
    Future<AttemptResult> send(App app, Webhook webhook, String deliveryId, String body) {
        Attempt attempt = new Attempt();
        URI url = URI.create(webhook.url());
        if (targets.problemWith(webhook.url()).isPresent()) { // the policy may be stricter than when the URL was set
            attempt.fail("the URL must " + targets.problemWith(webhook.url()).get());
            return attempt.result.future();
        }
        resolve(url.getHost())
                .compose(address -> {
                    if (!targets.allows(address)) {
                        return Future.failedFuture("%s resolves to %s, which is not a public address"
                                .formatted(url.getHost(), address.getHostAddress()));
                    }
                    return attempt.isFinished()
                            ? Future.failedFuture("the attempt has timed out")
                            : client.request(options(url, address));
                })
                .onSuccess(request -> attempt.send(request, app, webhook, deliveryId, body))
                .onFailure(attempt::fail);
        return attempt.result.future();
    }

    private Future<InetAddress> resolve(String host) {
        String name = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        Promise<InetAddress> resolved = Promise.promise();
        ((VertxInternal) vertx).resolveAddress(name, resolved);
        return resolved.future();
    }

    private RequestOptions options(URI url, InetAddress address) {
        boolean tls = url.getScheme().equalsIgnoreCase("https");
        int port = url.getPort() != -1 ? url.getPort() : tls ? HTTPS : HTTP;
        String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        return new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setServer(SocketAddress.inetSocketAddress(new InetSocketAddress(address, port)))
                .setHost(url.getHost())
                .setPort(port)
                .setSsl(tls)
                .setURI(url.getRawQuery() == null ? path : path + "?" + url.getRawQuery())
                .setConnectTimeout(timeout.toMillis())
                .setFollowRedirects(false);
    }

    /** One attempt. It finishes exactly once, at the latest after the timeout. */
    private final class Attempt {

        final Promise<AttemptResult> result = Promise.promise();
        private final long startedNanos = System.nanoTime();
        private final long timer = vertx.setTimer(Math.max(1, timeout.toMillis()), id -> onTimeout());
        private final Buffer bodyStart = Buffer.buffer();
        private @Nullable HttpClientRequest request;
        private @Nullable Integer status;
        private int received;

        boolean isFinished() {
            return result.future().isComplete();
        }

        synchronized void send(HttpClientRequest newRequest, App app, Webhook webhook, String deliveryId, String body) {
            if (isFinished()) {
                newRequest.reset();
                return;
            }
            request = newRequest;
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            webhook.headers().forEach(newRequest::putHeader);
            newRequest
                    .putHeader(CONTENT_TYPE, JSON) // without parameters: SDKs compare the whole value (13.4)
                    .putHeader(USER_AGENT, VASK)
                    .putHeader(KEY, app.key())
                    .putHeader(SIGNATURE, app.signWebhook(bytes))
                    .putHeader(DELIVERY, deliveryId);
            newRequest.exceptionHandler(this::fail);
            newRequest.send(Buffer.buffer(bytes)).onSuccess(this::onResponse).onFailure(this::fail);
        }

        private synchronized void onResponse(HttpClientResponse response) {
            status = response.statusCode();
            response.handler(this::onBody).exceptionHandler(this::fail).endHandler(end -> finish(null));
        }

        private synchronized void onBody(Buffer part) {
            if (bodyStart.length() < BODY_START_BYTES) {
                bodyStart.appendBuffer(part, 0, Math.min(part.length(), BODY_START_BYTES - bodyStart.length()));
            }
            received += part.length();
            if (received > MAX_RESPONSE_BYTES) { // the rest of the body is not needed
                finish(null);
                reset();
            }
        }

        private void onTimeout() {
            finish("no complete response within %d ms".formatted(timeout.toMillis()));
            reset();
        }

        private synchronized void reset() {
            if (request != null) {
                request.reset();
            }
        }

        void fail(Throwable failure) {
            finish(reason(failure));
        }

        void fail(String reason) {
            finish(reason);
        }

        private synchronized void finish(@Nullable String failure) {
            vertx.cancelTimer(timer);
            Duration duration = Duration.ofNanos(System.nanoTime() - startedNanos);
            result.tryComplete(
                    new AttemptResult(status, duration, bodyStart.toString(StandardCharsets.UTF_8), failure));
        }
    }

    private static String reason(Throwable failure) {
        String message = String.valueOf(failure.getMessage());
        return switch (failure) {
            case UnknownHostException ignored -> "the host name does not resolve: " + message;
            case ConnectException ignored -> "the connection was refused: " + message;
            default -> message;
        };
    }
}
