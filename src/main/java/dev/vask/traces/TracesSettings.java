package dev.vask.traces;

import dev.vask.protocol.SafeQuote;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.net.URI;

/** Parses the settings for traces. */
final class TracesSettings {

    private static final String PATH = "/v1/traces";

    private TracesSettings() {}

    /**
     * The address of the collector; without a path, the default path of OTLP is added.
     *
     * @throws ConfigurationException if it is not an address
     */
    static URI collector(String endpoint) {
        try {
            URI address = URI.create(endpoint);
            if (("http".equals(address.getScheme()) || "https".equals(address.getScheme()))
                    && address.getHost() != null) {
                return address.getPath().isEmpty() || address.getPath().equals("/") ? address.resolve(PATH) : address;
            }
        } catch (IllegalArgumentException e) {
            // reported below
        }
        throw new ConfigurationException(
                "Invalid value for vask.traces.endpoint: '%s'. Set VASK_TRACES_ENDPOINT to the address of an OTLP/HTTP collector, like http://host:4318."
                        .formatted(SafeQuote.of(endpoint)));
    }

    /**
     * The ratio, from 0 to 1.
     *
     * @throws ConfigurationException if it is out of range
     */
    static double ratio(double sample) {
        if (sample >= 0 && sample <= 1) {
            return sample;
        }
        throw new ConfigurationException(
                "Invalid value for vask.traces.sample: %s, must be from 0 (only publishes that the sender traces) to 1 (every publish)."
                        .formatted(sample));
    }
}
