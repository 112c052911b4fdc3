package dev.vask.http;

import io.quarkus.arc.Unremovable;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.HttpServerOptions;
import jakarta.inject.Singleton;

/**
 * Sets the options of the HTTP servers from {@link HttpLimitsConfig}. Without TLS, HTTP/2 is disabled, both by upgrade and by prior
 * knowledge (1.12): the upgrade would let requests bypass a proxy that reads HTTP/1.1.
 */
@Singleton
@Unremovable
final class ServerOptions implements HttpServerOptionsCustomizer {

    private static final int MIN_HEAD_BYTES = 1_024;

    private final HttpLimitsConfig config;

    ServerOptions(HttpLimitsConfig config) {
        if (config.maxHeadBytes() < MIN_HEAD_BYTES) {
            throw new ConfigurationException("Invalid value for vask.http.max-head-bytes: %d, must be at least %d."
                    .formatted(config.maxHeadBytes(), MIN_HEAD_BYTES));
        }
        if (config.maxStreams() < 1) {
            throw new ConfigurationException(
                    "Invalid value for vask.http.max-streams: %d, must be at least 1.".formatted(config.maxStreams()));
        }
        this.config = config;
    }

    @Override
    public void customizeHttpServer(HttpServerOptions options) {
        limitHeads(options);
        options.setHttp2ClearTextEnabled(false);
    }

    @Override
    public void customizeDomainSocketServer(HttpServerOptions options) {
        customizeHttpServer(options);
    }

    @Override
    public void customizeHttpsServer(HttpServerOptions options) {
        limitHeads(options);
        options.getInitialSettings()
                .setMaxConcurrentStreams(config.maxStreams())
                .setMaxHeaderListSize(config.maxHeadBytes());
    }

    /** Netty limits the request line and the headers separately; {@link HeadCheck} limits their sum. */
    private void limitHeads(HttpServerOptions options) {
        options.setMaxInitialLineLength(config.maxHeadBytes());
        options.setMaxHeaderSize(config.maxHeadBytes());
    }
}
