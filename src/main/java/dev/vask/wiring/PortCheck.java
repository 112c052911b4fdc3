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

/** Says plainly that the port is taken: where the native transport opens it, Quarkus would show a stack trace. */
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
        try (Socket probe = new Socket()) { // which does not listen: who comes too early is refused, not let in and dropped
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(host, port));
        } catch (IOException e) {
            throw new ConfigurationException(
                    "Cannot listen on port %d (%s). Stop the process that uses it, or set PORT to another port.".formatted(port, e.getMessage()));
        }
    }
}
