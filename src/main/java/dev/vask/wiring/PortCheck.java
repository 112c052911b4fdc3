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
    private static final int FIRST_UNPRIVILEGED_PORT = 1024;

    private final String host;
    private final int port;
    private final String managementHost;
    private final int managementPort;

    PortCheck(
            @ConfigProperty(name = "quarkus.http.host") String host,
            @ConfigProperty(name = "quarkus.http.port") int port,
            @ConfigProperty(name = "quarkus.management.host") String managementHost,
            @ConfigProperty(name = "quarkus.management.port") int managementPort) {
        this.host = host;
        this.port = port;
        this.managementHost = managementHost;
        this.managementPort = managementPort; // that of the setting, unless an operator sets Quarkus's own
    }

    /**
     * Checks both ports.
     *
     * @throws ConfigurationException if a port cannot be used, or is both; the message is for the operator
     */
    void run() {
        if (port == managementPort && port != ANY_PORT) {
            throw new ConfigurationException(
                    "Invalid value for vask.management.port: %d is the public port. Set VASK_MANAGEMENT_PORT to another port."
                            .formatted(managementPort));
        }
        check(host, port, "port", "PORT");
        check(managementHost, managementPort, "management port", "VASK_MANAGEMENT_PORT");
    }

    private static void check(String host, int port, String name, String setting) {
        if (port == ANY_PORT) {
            return;
        }
        try (Socket probe =
                new Socket()) { // does not listen: early clients are refused instead of accepted and dropped
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(host, port));
        } catch (IOException e) {
            throw new ConfigurationException("Cannot listen on %s %d (%s). %s"
                    .formatted(name, port, e.getMessage(), advice(port, setting, String.valueOf(e.getMessage()))));
        }
    }

    private static String advice(int port, String setting, String error) {
        if (error.contains("Permission denied") && port < FIRST_UNPRIVILEGED_PORT) {
            return "A port below %d needs the capability CAP_NET_BIND_SERVICE. Set %s to a port from %d on, and let a proxy listen on port %d."
                    .formatted(FIRST_UNPRIVILEGED_PORT, setting, FIRST_UNPRIVILEGED_PORT, port);
        }
        return error.contains("assign requested address")
                ? "Set QUARKUS_HTTP_HOST to an address of this machine, or to 0.0.0.0 for all."
                : "Stop the process that uses it, or set %s to another port.".formatted(setting);
    }
}
