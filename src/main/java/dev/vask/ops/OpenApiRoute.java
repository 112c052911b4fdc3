package dev.vask.ops;

import io.quarkus.vertx.http.ManagementInterface;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/**
 * Serves, on the management port, the OpenAPI description of the HTTP API and the admin API, which the build generates; loaded on first
 * use.
 */
@Singleton
final class OpenApiRoute {

    private static final String FILE = "META-INF/generated-openapi.yaml";

    void route(@Observes ManagementInterface management) {
        management
                .router()
                .route("/q/openapi")
                .method(HttpMethod.GET)
                .method(HttpMethod.HEAD)
                .handler(OpenApiRoute::answer);
    }

    private static void answer(RoutingContext context) {
        context.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/yaml")
                .end(Buffer.buffer(Document.YAML));
    }

    /**
     * The file, loaded on first use. It is a byte array because a native executable cannot be built with a Vert.x buffer in a
     * static field.
     */
    private static final class Document {

        static final byte[] YAML = read();

        private static byte[] read() {
            ClassLoader loader = Thread.currentThread().getContextClassLoader();
            try (InputStream file = Objects.requireNonNull(loader.getResourceAsStream(FILE), FILE + " is missing")) {
                return file.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException("reading " + FILE, e);
            }
        }
    }
}
