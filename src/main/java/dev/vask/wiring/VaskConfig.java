package dev.vask.wiring;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.Optional;

/** Mode, role and stores of this process. */
@ConfigMapping(prefix = "vask")
public interface VaskConfig {

    /** Where apps and live state are stored: standalone (in this process) or cluster (in Postgres and Redis, shared by nodes). */
    @WithDefault("standalone")
    Mode mode();

    /** What this node serves: all, edge (WebSockets only), api (HTTP only) or function (HTTP only, does nothing between requests). */
    @WithDefault("all")
    Role role();

    /** The app of a standalone server, created at startup if key and secret are set. */
    FirstApp app();

    /** Redis connection of a cluster. */
    Redis redis();

    /** Format of the log. */
    Log log();

    /** Where apps and live state are stored. */
    enum Mode {
        STANDALONE,
        CLUSTER
    }

    /** What a node serves. */
    enum Role {
        ALL,
        EDGE,
        API,
        FUNCTION;

        /** Whether the role serves WebSockets. */
        public boolean servesWebSockets() {
            return this == ALL || this == EDGE;
        }

        /** Whether the role serves the HTTP API and the admin API. */
        public boolean servesHttp() {
            return this != EDGE;
        }

        /**
         * Whether the process may run between requests: it is a node of the cluster, has timers, and delivers webhooks. A function may be
         * frozen after each response, for any time.
         */
        public boolean runsBetweenRequests() {
            return this != FUNCTION;
        }
    }

    /** The app of a standalone server. */
    interface FirstApp {

        /** Key of the app: 1 to 64 characters of A-Z a-z 0-9 _ -. */
        Optional<String> key();

        /** Another name of the app in paths of the HTTP API: 1 to 64 characters of A-Z a-z 0-9 _ -. */
        Optional<String> id();

        /** Secret of the app, shared only with its backend. At least 8 characters. */
        Optional<String> secret();

        /** Whether connections of the app may publish client events. */
        @WithDefault("false")
        boolean clientEvents();

        /** Whether subscribers receive the subscription count of their channel. */
        @WithDefault("false")
        boolean subscriptionCounts();

        /** Whether events of the app's channels are kept for clients that reconnect, with the default limits. */
        @WithDefault("false")
        boolean history();
    }

    /** Redis that stores the live state of a cluster. */
    interface Redis {

        /** Address of Redis, like redis://host:port or rediss://user:password@host:port. Required in a cluster. */
        Optional<String> url();

        /** Password of Redis; alternatively in the address. */
        Optional<String> password();

        /** PEM file of the certificates to trust, for a Redis with a private CA. If absent, the certificates that Java trusts. */
        Optional<Path> rootCert();
    }

    /** Format of the log. */
    interface Log {

        /** Whether each log line is a JSON object, for log collectors. */
        @WithDefault("false")
        boolean json();
    }
}
