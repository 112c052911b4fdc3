package dev.vask.wiring;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.Optional;

/** What this process is. */
@ConfigMapping(prefix = "vask")
public interface VaskConfig {

    /** Where apps and live state are kept: standalone (in this process) or cluster (in Postgres and Redis, for many instances). */
    @WithDefault("standalone")
    Mode mode();

    /** What this instance serves: all, edge (WebSockets only) or api (HTTP only). */
    @WithDefault("all")
    Role role();

    /** The app that a standalone server has from its start, if both are set. */
    FirstApp app();

    /** The Redis of a cluster. */
    Redis redis();

    /** How the log is written. */
    Log log();

    /** Where apps and live state are kept. */
    enum Mode {
        STANDALONE,
        CLUSTER
    }

    /** What an instance serves. */
    enum Role {
        ALL,
        EDGE,
        API;

        /** Whether it takes WebSockets. */
        public boolean servesSockets() {
            return this != API;
        }

        /** Whether it answers backends and operators. */
        public boolean servesHttp() {
            return this != EDGE;
        }
    }

    /** One app, from the settings. */
    interface FirstApp {

        /** Key of the app: 1 to 64 characters of A-Z a-z 0-9 _ -. */
        Optional<String> key();

        /** Secret of the app, known to its backend alone. */
        Optional<String> secret();

        /** Whether sockets of the app may publish client events. */
        @WithDefault("false")
        boolean clientEvents();

        /** Whether subscribers of the app's channels hear how many they are. */
        @WithDefault("false")
        boolean subscriptionCounts();
    }

    /** Where the live state of a cluster is. */
    interface Redis {

        /** Address of Redis, as redis://host:port or rediss://user:password@host:port; needed in a cluster. */
        Optional<String> url();

        /** File of the certificates (PEM) to trust where Redis has one of a private authority; those that Java trusts if absent. */
        Optional<Path> rootCert();
    }

    /** How the log is written. */
    interface Log {

        /** Whether each line of the log is a JSON object, for machines that collect logs. */
        @WithDefault("false")
        boolean json();
    }
}
