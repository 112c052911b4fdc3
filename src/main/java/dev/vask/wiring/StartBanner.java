package dev.vask.wiring;

import dev.vask.admin.AdminConfig;
import dev.vask.apps.App;
import dev.vask.apps.AppStore;
import dev.vask.http.PublicPort;
import dev.vask.limits.ProcessMemory;
import io.quarkus.runtime.ImageMode;
import io.quarkus.vertx.http.HttpServer;
import jakarta.inject.Singleton;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** The five lines in the log that say what was started, when it serves. In a JSON log each of them is a record. */
@Singleton
final class StartBanner {

    private static final Logger LOG = Logger.getLogger(StartBanner.class);
    private static final int MAX_APPS = 5;
    private static final long MIB = 1024 * 1024;

    private final VaskConfig config;
    private final AdminConfig admin;
    private final AppStore apps;
    private final PublicPort port;
    private final HttpServer server;
    private final String version;
    private final String host;
    private final String managementHost;
    private final int managementPort;
    private final boolean tls;
    private final boolean managementTls;

    StartBanner(
            VaskConfig config,
            AdminConfig admin,
            AppStore apps,
            PublicPort port,
            HttpServer server,
            @ConfigProperty(name = "quarkus.application.version") String version,
            @ConfigProperty(name = "quarkus.http.host") String host,
            @ConfigProperty(name = "quarkus.management.host") String managementHost,
            @ConfigProperty(name = "quarkus.management.port") int managementPort,
            @ConfigProperty(name = "quarkus.http.ssl.certificate.files") Optional<List<String>> certificates,
            @ConfigProperty(name = "quarkus.http.ssl.certificate.key-store-file") Optional<String> keyStore,
            @ConfigProperty(name = "quarkus.http.tls-configuration-name") Optional<String> tlsConfiguration,
            @ConfigProperty(name = "quarkus.management.ssl.certificate.files")
                    Optional<List<String>> managementCertificates,
            @ConfigProperty(name = "quarkus.management.ssl.certificate.key-store-file")
                    Optional<String> managementKeyStore,
            @ConfigProperty(name = "quarkus.management.tls-configuration-name")
                    Optional<String> managementTlsConfiguration) {
        this.config = config;
        this.admin = admin;
        this.apps = apps;
        this.port = port;
        this.server = server;
        this.version = version;
        this.host = host;
        this.managementHost = managementHost;
        this.managementPort = managementPort;
        this.tls = certificates.isPresent() || keyStore.isPresent() || tlsConfiguration.isPresent();
        this.managementTls = managementCertificates.isPresent()
                || managementKeyStore.isPresent()
                || managementTlsConfiguration.isPresent();
    }

    /** Logs it. Both ports are open. */
    void log() {
        lines().forEach(LOG::info);
    }

    private List<String> lines() {
        return List.of(program(), urls(), apps(), adminApi(), memory());
    }

    private String program() {
        String runtime = ImageMode.current() == ImageMode.JVM ? "JVM " + Runtime.version() : "native";
        double seconds = ManagementFactory.getRuntimeMXBean().getUptime() / 1000.0;
        return String.format(
                Locale.ROOT,
                "Vask %s (%s) started in %.3fs: mode %s, role %s",
                version,
                runtime,
                seconds,
                lowerCase(config.mode()),
                lowerCase(config.role()));
    }

    private String urls() {
        List<String> consoles = new ArrayList<>();
        if (isAdminOn()) {
            consoles.add(management() + "/console");
            if (port.admin()) {
                consoles.add(publicUrls().getLast() + "/console");
            }
        }
        return "Listening on: %s. Management interface listening on %s.%s"
                .formatted(
                        String.join(" and ", publicUrls()),
                        management(),
                        consoles.isEmpty() ? "" : " Console: " + String.join(" and ", consoles));
    }

    /** Without TLS one; with TLS both, unless plain HTTP is off. */
    private List<String> publicUrls() {
        List<String> urls = new ArrayList<>();
        int port = server.getPort();
        if (port > 0) {
            urls.add("http://%s:%d".formatted(host, port));
        }
        int securePort = tls ? server.getSecurePort() : 0;
        if (securePort > 0) {
            urls.add("https://%s:%d".formatted(host, securePort));
        }
        return urls;
    }

    private String management() {
        int chosen = server.getManagementPort(); // not positive unless the system chose it
        return "%s://%s:%d"
                .formatted(managementTls ? "https" : "http", managementHost, chosen > 0 ? chosen : managementPort);
    }

    private String apps() {
        return switch (config.mode()) {
            case STANDALONE ->
                "Apps: " + names(apps.list().toCompletableFuture().getNow(List.of()));
            case CLUSTER -> "Apps: in Postgres; live state: in Redis";
        };
    }

    private static String names(List<App> all) {
        String first = all.stream().limit(MAX_APPS).map(App::key).collect(Collectors.joining(", "));
        return all.isEmpty() ? "none" : "%d (%s%s)".formatted(all.size(), first, all.size() > MAX_APPS ? ", ..." : "");
    }

    private String adminApi() {
        String tlsState =
                "TLS: %s on the public port, %s on the management port".formatted(onOff(tls), onOff(managementTls));
        if (!config.role().servesHttp()) {
            return "Admin API: not served by this role. " + tlsState;
        }
        String ports = port.admin() ? "on both ports" : "on the management port";
        return "Admin API: %s. %s"
                .formatted(isAdminOn() ? "on, " + ports : "off, vask.admin.token is not set", tlsState);
    }

    private boolean isAdminOn() {
        return config.role().servesHttp() && admin.token().isPresent();
    }

    private static String memory() {
        return "Memory: heap up to %d MiB, direct memory up to %d MiB"
                .formatted(Runtime.getRuntime().maxMemory() / MIB, ProcessMemory.maxDirect() / MIB);
    }

    private static String onOff(boolean on) {
        return on ? "on" : "off";
    }

    private static String lowerCase(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
