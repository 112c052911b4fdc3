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

    private static final int HTTP = 80;
    private static final int HTTPS = 443;
    private static final int HEAD_BYTES = 500;
    private static final int MOST_BYTES = 64 * 1024;

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
            attempt.fails("the URL must " + targets.problemWith(webhook.url()).get());
            return attempt.answer.future();
        }
        resolve(url.getHost())
                .compose(address -> {
                    if (!targets.allows(address)) {
                        return Future.failedFuture("%s resolves to %s, which is not a public address"
                                .formatted(url.getHost(), address.getHostAddress()));
                    }
                    return attempt.isOver() ? Future.failedFuture("over") : client.request(options(url, address));
                })
                .onSuccess(request -> attempt.goesOn(request, app, webhook, deliveryId, body))
                .onFailure(attempt::fails);
        return attempt.answer.future();
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

    /** One attempt. It ends exactly once, at the latest after the timeout. */
    private final class Attempt {

        final Promise<AttemptResult> answer = Promise.promise();
        private final long begun = System.nanoTime();
        private final long timer = vertx.setTimer(Math.max(1, timeout.toMillis()), id -> runsOut());
        private final Buffer head = Buffer.buffer();
        private @Nullable HttpClientRequest request;
        private @Nullable Integer status;
        private int received;

        boolean isOver() {
            return answer.future().isComplete();
        }

        synchronized void goesOn(HttpClientRequest made, App app, Webhook webhook, String deliveryId, String body) {
            if (isOver()) {
                made.reset();
                return;
            }
            request = made;
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            webhook.headers().forEach(made::putHeader);
            made.putHeader(
                            "Content-Type",
                            "application/json") // without parameters: SDKs compare the whole value (13.4)
                    .putHeader("User-Agent", "Vask")
                    .putHeader("X-Pusher-Key", app.key())
                    .putHeader("X-Pusher-Signature", app.signWebhook(bytes))
                    .putHeader("X-Vask-Delivery", deliveryId);
            made.exceptionHandler(this::fails);
            made.send(Buffer.buffer(bytes)).onSuccess(this::answered).onFailure(this::fails);
        }

        private synchronized void answered(HttpClientResponse response) {
            status = response.statusCode();
            response.handler(this::receives).exceptionHandler(this::fails).endHandler(end -> ends(null));
        }

        private synchronized void receives(Buffer part) {
            if (head.length() < HEAD_BYTES) {
                head.appendBuffer(part, 0, Math.min(part.length(), HEAD_BYTES - head.length()));
            }
            received += part.length();
            if (received > MOST_BYTES) { // the status is sufficient
                ends(null);
                reset();
            }
        }

        private void runsOut() {
            ends("no complete response within %d ms".formatted(timeout.toMillis()));
            reset();
        }

        private synchronized void reset() {
            if (request != null) {
                request.reset();
            }
        }

        void fails(Throwable failure) {
            ends(reason(failure));
        }

        void fails(String reason) {
            ends(reason);
        }

        private synchronized void ends(@Nullable String failure) {
            vertx.cancelTimer(timer);
            Duration took = Duration.ofNanos(System.nanoTime() - begun);
            answer.tryComplete(new AttemptResult(status, took, head.toString(StandardCharsets.UTF_8), failure));
        }
    }

    private static String reason(Throwable failure) {
        String message = String.valueOf(failure.getMessage());
        return switch (failure) {
            case UnknownHostException it -> "the host name does not resolve: " + message;
            case ConnectException it -> "the connection was refused: " + message;
            default -> message;
        };
    }
}
