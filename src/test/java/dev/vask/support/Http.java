package dev.vask.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Sends HTTP requests. All HTTP requests and WebSockets of the tests share one client. */
public final class Http {

    /** Timeout of everything that a test waits for. It is long, because only failing tests reach it. */
    static final Duration TIMEOUT = Duration.ofSeconds(60);

    static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();

    private Http() {}

    public static Response request(String method, URI uri, byte[] body, String... headers) {
        return request(TIMEOUT, method, uri, body, headers);
    }

    /** The same with another timeout. */
    public static Response request(Duration timeout, String method, URI uri, byte[] body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .timeout(timeout)
                .method(method, body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            var response = CLIENT.send(request.build(), BodyHandlers.ofString());
            return new Response(response.statusCode(), response.headers(), response.body());
        } catch (IOException e) {
            throw new UncheckedIOException("%s %s".formatted(method, uri), e);
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted in %s %s".formatted(method, uri), e);
        }
    }
}
