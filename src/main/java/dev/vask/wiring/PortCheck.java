package dev.vask.wiring;

import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Reports a port in use as a start error of one line. With the native transport, Quarkus would print a stack trace. */
@Singleton
final class PortCheck {

    private static final int ANY_PORT = 0;
    private static final int MAX_PORT = 65_535;

    private final String host;
    private final int port;
    private final String managementHost;
    private final int managementPort;
    private final ManagementConfig management;

    PortCheck(
            @ConfigProperty(name = "quarkus.http.host") String host,
            @ConfigProperty(name = "quarkus.http.port") int port,
            @ConfigProperty(name = "quarkus.management.host") String managementHost,
            @ConfigProperty(name = "quarkus.management.port") int managementPort,
            ManagementConfig management) {
        this.host = host;
        this.port = port;
        this.managementHost = managementHost;
        this.managementPort = managementPort; // that of the setting, unless an operator sets Quarkus's own
        this.management = management;
    }

    /**
     * Checks both ports.
     *
     * @throws ConfigurationException if a port is invalid or in use, or is both; the message is for the operator
     */
    void run() {
        checkRange("PORT", port);
        checkRange("vask.management.port", management.port());
        if (port == managementPort && port != ANY_PORT) {
            throw new ConfigurationException(
                    "Invalid value for vask.management.port: %d is the public port. Set VASK_MANAGEMENT_PORT to another port."
                            .formatted(managementPort));
        }
        check(host, port, "Cannot listen on port %d (%s). Stop the process that uses it, or set PORT to another port.");
        check(
                managementHost,
                managementPort,
                "Cannot listen on management port %d (%s). Stop the process that uses it, or set VASK_MANAGEMENT_PORT to another port.");
    }

    private static void checkRange(String setting, int port) {
        if (port < ANY_PORT || port > MAX_PORT) {
            throw new ConfigurationException(
                    "Invalid value for %s: %d, must be 0 to %d.".formatted(setting, port, MAX_PORT));
        }
    }

    private static void check(String host, int port, String error) {
        if (port == ANY_PORT) {
            return;
        }
        try (Socket probe =
                new Socket()) { // does not listen: early clients are refused instead of accepted and dropped
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(host, port));
        } catch (IOException e) {
            throw new ConfigurationException(error.formatted(port, e.getMessage()));
        }
    }
}
