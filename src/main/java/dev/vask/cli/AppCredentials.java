package dev.vask.cli;

import dev.vask.cli.config.ConfigFormatException;
import dev.vask.cli.config.DotEnv;
import dev.vask.protocol.Secret;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The key and secret of an app and the public URL of its server, from environment variables: those of Vask, or those of Pusher's and
 * Reverb's SDKs.
 *
 * @param key    null if it is not set
 * @param secret null if it is not set
 * @param url    the public URL
 */
record AppCredentials(@Nullable String key, @Nullable Secret secret, URI url) {

    private static final List<String> PREFIXES = List.of("VASK", "PUSHER", "REVERB");

    /**
     * Reads the environment, or a dotenv file instead. Key, secret and address are those of the first set of variables that has a key.
     *
     * @throws CommandFailedException if the file cannot be read, or the URL is invalid
     */
    static AppCredentials read(Map<String, String> environment, @Nullable Path file) {
        Map<String, String> values = file == null ? environment : variablesOf(file);
        String prefix = PREFIXES.stream()
                .filter(it -> !values.getOrDefault(it + "_APP_KEY", "").isBlank())
                .findFirst()
                .orElse("VASK");
        String secret = values.get(prefix + "_APP_SECRET");
        return new AppCredentials(
                values.get(prefix + "_APP_KEY"),
                secret == null || secret.isBlank() ? null : new Secret(secret),
                url(values, environment, prefix));
    }

    private static URI url(Map<String, String> values, Map<String, String> environment, String prefix) {
        if (values.containsKey(PublicUrl.VARIABLE)) {
            return PublicUrl.of(values);
        }
        String host = values.getOrDefault(prefix + "_HOST", "");
        if (host.isBlank() || prefix.equals("VASK")) {
            return PublicUrl.of(environment);
        }
        String scheme = values.getOrDefault(prefix + "_SCHEME", "https");
        String port = values.getOrDefault(prefix + "_PORT", "");
        return PublicUrl.parse(
                "%1$s_SCHEME, %1$s_HOST and %1$s_PORT".formatted(prefix),
                scheme + "://" + host + (port.isBlank() ? "" : ":" + port));
    }

    private static Map<String, String> variablesOf(Path file) {
        try {
            return DotEnv.parse(Files.readString(file));
        } catch (ConfigFormatException | IOException e) {
            throw new CommandFailedException(
                    ExitCode.WRONG_USAGE, "Cannot read %s: %s".formatted(file, FileProblem.of(e)));
        }
    }

    /** The key, which a command needs. */
    String requiredKey() {
        if (key == null || key.isBlank()) {
            throw missing("VASK_APP_KEY");
        }
        return key;
    }

    /** The secret, which a command needs. */
    Secret requiredSecret() {
        if (secret == null) {
            throw missing("VASK_APP_SECRET");
        }
        return secret;
    }

    private static CommandFailedException missing(String variable) {
        return new CommandFailedException(
                ExitCode.WRONG_USAGE,
                ("%s is not set. Set VASK_APP_KEY and VASK_APP_SECRET, or PUSHER_APP_KEY and PUSHER_APP_SECRET, in the environment or"
                                + " with --env-file. Secrets are not accepted as arguments, which are visible in process lists.")
                        .formatted(variable));
    }
}
