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

    /** The topic on which a node receives its messages. */
    String inbox(String node) {
        return prefix + ":inbox:" + node;
    }

    /** The topic on which a node receives which of its messages are traced. */
    String traces(String node) {
        return prefix + ":traces:" + node;
    }

    /** The leases of the nodes. */
    String leases() {
        return prefix + ":{nodes}:leases";
    }

    /** The nodes that are {@link NodeState#EXPIRED}. */
    String expired() {
        return prefix + ":{nodes}:expired";
    }

    /** The run of Redis in which each node restored its entries. */
    String restored() {
        return prefix + ":{nodes}:restored";
    }

    /** The nodes that the others stopped waiting for when Redis was restarted. */
    String skipped() {
        return prefix + ":{nodes}:skipped";
    }

    /** The apps that may have webhook events. */
    String webhookApps() {
        return prefix + ":{nodes}:webhooks";
    }

    /** The topic that announces apps with waiting webhook events to the nodes that deliver webhooks. */
    String webhookNotifications() {
        return prefix + ":webhooks";
    }

    /** The dead letters of an app. */
    String deadLetters(String appKey) {
        return app(appKey) + ":webhooks:dead";
    }

    /** The apps in which a node may hold entries. */
    String appsOf(String node) {
        return prefix + ":{nodes}:apps:" + node;
    }
}
