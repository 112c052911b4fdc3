package dev.vask.live.redis.scripts;

/**
 * The keys in Redis. Those below the root of an app are listed in {@code lua/prelude.lua}.
 *
 * @param prefix the prefix of all keys of the deployment
 */
public record RedisKeys(String prefix) {

    /** Root of an app's keys; the braces keep them on one slot of a Redis Cluster. */
    public String app(String appKey) {
        return prefix + ":{" + appKey + "}";
    }

    /** The log of an app: its last messages. */
    public String log(String appKey) {
        return app(appKey) + ":log";
    }

    /** The sequence of an app's last message. */
    public String sequence(String appKey) {
        return app(appKey) + ":seq";
    }

    /** The topic on which a node receives its messages. */
    public String inbox(String node) {
        return prefix + ":inbox:" + node;
    }

    /** The topic on which a node receives which of its messages are traced. */
    public String traces(String node) {
        return prefix + ":traces:" + node;
    }

    /** The topic on which all nodes receive messages of other nodes. */
    public String nodes() {
        return prefix + ":nodes";
    }

    /** The topic on which one node receives messages of other nodes. */
    public String node(String node) {
        return prefix + ":node:" + node;
    }

    /** The leases of the nodes. */
    public String leases() {
        return prefix + ":{nodes}:leases";
    }

    /** The nodes that are {@link NodeState#EXPIRED}. */
    public String expired() {
        return prefix + ":{nodes}:expired";
    }

    /** The run of Redis in which each node restored its entries. */
    public String restored() {
        return prefix + ":{nodes}:restored";
    }

    /** The nodes that the others stopped waiting for when Redis was restarted. */
    public String skipped() {
        return prefix + ":{nodes}:skipped";
    }

    /** The apps that may have webhook events. */
    public String webhookApps() {
        return prefix + ":{nodes}:webhooks";
    }

    /** The topic that announces apps with waiting webhook events to the nodes that deliver webhooks. */
    public String webhookNotifications() {
        return prefix + ":webhooks";
    }

    /** The dead letters of an app. */
    public String deadLetters(String appKey) {
        return app(appKey) + ":webhooks:dead";
    }

    /** The apps in which a node may hold entries. */
    public String appsOf(String node) {
        return prefix + ":{nodes}:apps:" + node;
    }
}
