package dev.vask.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vask.feed.NodeQueryHandler;
import dev.vask.meters.Meters;
import jakarta.inject.Singleton;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.Locale;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Answers what this node is. */
@Singleton
final class NodeQuery implements NodeQueryHandler {

    private final Meters meters;
    private final String mode;
    private final String role;
    private final String version;

    NodeQuery(
            Meters meters,
            @ConfigProperty(name = "vask.mode", defaultValue = "standalone") String mode,
            @ConfigProperty(name = "vask.role", defaultValue = "all") String role,
            @ConfigProperty(name = "quarkus.application.version", defaultValue = "unknown") String version) {
        this.meters = meters;
        this.mode = mode.toLowerCase(Locale.ROOT);
        this.role = role.toLowerCase(Locale.ROOT);
        this.version = version;
    }

    @Override
    public String kind() {
        return NODE;
    }

    @Override
    public void answer(ObjectNode question, ObjectNode answer) {
        answer.put("role", role)
                .put("version", version)
                .put("started_at", startedAt().toString())
                .put("connections", meters.traffic().connections());
    }

    boolean isCluster() {
        return mode.equals("cluster");
    }

    String mode() {
        return mode;
    }

    String role() {
        return role;
    }

    String version() {
        return version;
    }

    static Instant startedAt() {
        return Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime());
    }
}
