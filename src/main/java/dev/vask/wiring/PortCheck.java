package dev.vask.wiring;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Reports a port in use as a start error of one line. With the native transport, Quarkus would print a stack trace. */
@Singleton
final class PortCheck {

    private static final int FIRST = 1;
    private static final int ANY = 0;

    void check(
            @Observes @Priority(FIRST) StartupEvent event,
            @ConfigProperty(name = "quarkus.http.host") String host,
            @ConfigProperty(name = "quarkus.http.port") int port) {
        if (port == ANY) {
            return;
        }
        try (Socket probe =
                new Socket()) { // does not listen: early clients are refused instead of accepted and dropped
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(host, port));
        } catch (IOException e) {
            throw new ConfigurationException(
                    "Cannot listen on port %d (%s). Stop the process that uses it, or set PORT to another port."
                            .formatted(port, e.getMessage()));
        }
    }
}
