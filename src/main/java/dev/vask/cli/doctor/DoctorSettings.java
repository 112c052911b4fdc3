package dev.vask.cli.doctor;

import dev.vask.protocol.Secret;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What is checked.
 *
 * @param url    the public URL, with the scheme {@code http} or {@code https}
 * @param key    the key of an app, or null
 * @param secret the app's secret, or null
 * @param trust  the trusted certificates
 * @param idle   how long a connection without traffic must stay open; zero for no check
 * @param clock  the clock of this machine
 */
public record DoctorSettings(
        URI url, @Nullable String key, @Nullable Secret secret, Trust trust, Duration idle, Clock clock) {

    boolean isSecure() {
        return url.getScheme().equals("https");
    }

    String host() {
        return url.getHost().replaceAll("[\\[\\]]", "");
    }

    int port() {
        if (url.getPort() >= 0) {
            return url.getPort();
        }
        return isSecure() ? 443 : 80;
    }
}
