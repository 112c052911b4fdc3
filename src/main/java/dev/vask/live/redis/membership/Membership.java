package dev.vask.live.redis.membership;

import dev.vask.apps.App;
import dev.vask.live.Disconnection;
import dev.vask.live.redis.scripts.AppScript;
import dev.vask.live.redis.scripts.ScriptRunner;
import io.vertx.core.Future;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/** How this process takes part in the cluster: as a {@link LocalNode}, or as a {@link NonMember}. Thread-safe. */
public interface Membership {

    /** Starts to connect; completes when scripts can be run for the first time, and never fails. */
    Future<Void> start();

    /** Ends the part of this process in the cluster. Never fails. */
    Future<Void> stop();

    /** Whether Redis can be used. */
    boolean isReady();

    /** Runs scripts in the name of this process. */
    ScriptRunner scripts();

    /**
     * Runs a script by which this process holds more, if it succeeds.
     *
     * @param entries what this process may hold then
     * @param result  records what it holds, and returns the result
     */
    <R, T> Future<T> acquire(App app, AppScript<R> script, Disconnection entries, BiFunction<R, LocalState, T> result);

    /**
     * Releases what a connection held. Never fails: it is sent now, or after the next reconnect.
     *
     * @param release the calls that send it
     * @param change  records it
     */
    Future<Void> release(LocalStateLog.Release release, Consumer<LocalState> change);

    /** Messages of an app after this sequence are for this process. */
    void receiveAfter(String app, long sequence);

    /** Sends the subscription counts of an app when they are due, if the result of a script says that some are (12.3). */
    void countDue(App app, boolean isDue);

    /** From the next connection on, {@code listener} receives each app that has new webhook events. */
    void onWebhookEvents(Consumer<String> listener);

    /** The name under which scripts run: of a node, until its lease expires. */
    String name();

    /** From now on {@code listener} receives the messages of other nodes, each with the name of its sender. Only a node has any. */
    void onNodeMessage(BiConsumer<String, String> listener);

    /** Releases the state of expired nodes; returns how many. A node does so with its heartbeats, and returns 0 here. */
    Future<Integer> releaseExpired();
}
