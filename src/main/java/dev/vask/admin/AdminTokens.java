package dev.vask.admin;

import io.quarkus.runtime.configuration.ConfigurationException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The accepted admin tokens: the current one and, during a rotation, the previous one. */
final class AdminTokens {

    private static final String CURRENT = "vask.admin.token";
    private static final String PREVIOUS = "vask.admin.previous-token";

    private final List<AdminToken> tokens;

    private AdminTokens(List<AdminToken> tokens) {
        this.tokens = tokens;
    }

    /**
     * Reads the tokens of the settings.
     *
     * @throws ConfigurationException if a token is too short, or only the previous one is set; the message is for the operator
     */
    static AdminTokens of(AdminConfig config) {
        if (config.token().isEmpty() && config.previousToken().isPresent()) {
            throw new ConfigurationException(
                    PREVIOUS + " is set, but " + CURRENT + " is not. Set VASK_ADMIN_TOKEN to the current token.");
        }
        return new AdminTokens(Stream.of(
                        config.token().map(it -> AdminToken.of(CURRENT, it)),
                        config.previousToken().map(it -> AdminToken.of(PREVIOUS, it)))
                .flatMap(Optional::stream)
                .toList());
    }

    /** Whether no token is set; the admin API is off then. */
    boolean isEmpty() {
        return tokens.isEmpty();
    }

    /** The token in an {@code Authorization} header, if it is accepted. Compares all tokens in any case. */
    Optional<AdminToken> matching(String authorization) {
        return tokens.stream().filter(it -> it.matches(authorization)).toList().stream()
                .findFirst();
    }
}
