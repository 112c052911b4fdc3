package dev.vask.live.redis;

/** The roots of the keys in Redis; what is below an app's root is named in {@code lua/prelude.lua}. */
record RedisKeys(String prefix) {

    /** Root of an app's keys; the braces keep them on one slot of a Redis Cluster. */
    String app(String appKey) {
        return "%s:{%s}".formatted(prefix, appKey);
    }

    String log(String appKey) {
        return app(appKey) + ":log";
    }

    /** The sequence of an app's last message. */
    String sequence(String appKey) {
        return app(appKey) + ":seq";
    }

    /** The topic on which a node hears its messages. */
    String inbox(String node) {
        return prefix + ":inbox:" + node;
    }

    /** The topic on which a node hears which of its messages are traced. */
    String traces(String node) {
        return prefix + ":traces:" + node;
    }

    String leases() {
        return prefix + ":{nodes}:leases";
    }

    String dead() {
        return prefix + ":{nodes}:dead";
    }

    /** In which run of Redis each node is. */
    String runs() {
        return prefix + ":{nodes}:runs";
    }

    /** The nodes for which the others waited in vain when Redis was restarted. */
    String late() {
        return prefix + ":{nodes}:late";
    }

    /** The apps whose backends may have to be told something. */
    String webhookApps() {
        return prefix + ":{nodes}:hooks";
    }

    /** The topic that announces apps with waiting webhook events to the nodes that deliver webhooks. */
    String wakes() {
        return prefix + ":hooks";
    }

    /** What could not be told to an app's backend. */
    String deadLetters(String appKey) {
        return app(appKey) + ":hooks:dead";
    }

    /** The apps of which a node may hold something. */
    String appsOf(String node) {
        return prefix + ":{nodes}:apps:" + node;
    }
}
