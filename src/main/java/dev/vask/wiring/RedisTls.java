package dev.vask.wiring;

import io.quarkus.redis.client.RedisOptionsCustomizer;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.redis.client.RedisOptions;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Files;

/** Sets the TLS options for {@code rediss://}: a trusted certificate with the right host name is required. */
@ApplicationScoped
class RedisTls implements RedisOptionsCustomizer {

    private static final String HOST_NAME_IN_CERTIFICATE = "HTTPS";

    private final VaskConfig config;

    RedisTls(VaskConfig config) {
        this.config = config;
    }

    /**
     * Checks that the file of trusted certificates can be read.
     *
     * @throws ConfigurationException if not; the message is for the operator
     */
    static void check(VaskConfig.Redis settings) {
        settings.rootCert().filter(file -> !Files.isReadable(file)).ifPresent(file -> {
            throw new ConfigurationException(
                    "Invalid value for vask.redis.root-cert: '%s' cannot be read. Set VASK_REDIS_ROOT_CERT to a PEM file of certificates."
                            .formatted(file));
        });
    }

    @Override
    public void customize(String client, RedisOptions options) {
        NetClientOptions net = options.getNetClientOptions().setHostnameVerificationAlgorithm(HOST_NAME_IN_CERTIFICATE);
        config.redis()
                .rootCert()
                .ifPresent(file -> net.setTrustOptions(new PemTrustOptions().addCertPath(file.toString())));
    }
}
