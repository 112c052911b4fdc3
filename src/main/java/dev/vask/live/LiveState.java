package dev.vask.live;

import dev.vask.apps.App;
import dev.vask.apps.Quota;
import dev.vask.protocol.ChannelName;
import dev.vask.protocol.ErrorCode;
import dev.vask.protocol.Member;
import dev.vask.protocol.UserId;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The state that all nodes share, and the path of every event.
 *
 * <p>Each operation is atomic, starts when it is called, never blocks, and takes effect in the order of the calls of one thread. The
 * resulting messages reach the {@link Inbox} of each node that needs them, numbered by one sequence per app. A node starts to listen
 * to a topic before it calls {@link #subscribe} or {@link #signIn}, and drops the messages up to the sequence in the result. Thereby
 * a subscriber gets each message exactly once.
 *
 * <p>Callers release only what they hold. If the state cannot be reached, the stage fails with {@link LiveStateUnavailableException}
 * and the caller holds nothing new. Releasing never fails: it is completed later.
 */
public interface LiveState {

    /**
     * Starts this node's part: joins the cluster, starts timers. Operations can fail until {@link #isReachable}.
     *
     * @return completes when the state is reachable for the first time; never fails
     */
    CompletionStage<Void> start();

    /**
     * Stops this node's part: leaves the cluster, where other nodes release at once what this node still holds. Operations fail or
     * have no effect afterwards.
     *
     * @return completes when the node has left, or could not; never fails
     */
    CompletionStage<Void> stop();

    /** The webhook events of the changes that these operations make (section 13). */
    WebhookQueue webhooks();

    /** Messages between this node and the others. */
    NodeMessages nodeMessages();

    /** From now on {@code listener} receives the changes of channels that this node makes. */
    void onChannelChange(ChannelChangeListener listener);

    /** From now on {@code listener} receives how many events apps have stored after each publish of this node. */
    void onStoredEvents(StoredEventsListener listener);

    /** Whether operations can succeed now. */
    boolean isReachable();

    /** Counts a new connection of the app. Returns false and counts nothing if the app is over its quota (4004). */
    CompletionStage<Boolean> connect(App app);

    /**
     * Releases a connection and everything that it held. More than about a hundred subscriptions can be released in several atomic
     * steps, the connection itself in the last one. Other operations can run in between, as if the connection had unsubscribed from
     * one channel after the other.
     */
    CompletionStage<Void> disconnect(App app, Disconnection held);

    /**
     * Subscribes one connection to a channel.
     *
     * @param member the member, on a presence channel, else null; the first connection of a user adds the member, whose info stays
     *               until the last connection leaves (7.5)
     * @param resumeAfter the id of the last event that the client received, empty to ask only for the current position, null if the
     *               client does not resume
     */
    CompletionStage<SubscribeResult> subscribe(
            App app, ChannelName channel, @Nullable Member member, @Nullable String resumeAfter);

    /** Subscribes one connection that does not resume. */
    default CompletionStage<SubscribeResult> subscribe(App app, ChannelName channel, @Nullable Member member) {
        return subscribe(app, channel, member, null);
    }

    /** Releases one subscription; call it with the same arguments as {@link #subscribe}. */
    CompletionStage<Void> unsubscribe(App app, ChannelName channel, @Nullable Member member);

    /**
     * Signs one connection in.
     *
     * @param watchlist the users that it watches
     * @param replaced  the watchlist of this connection's earlier sign-in as the same user, null if this is the first
     */
    CompletionStage<SignInResult> signIn(App app, UserId user, List<String> watchlist, @Nullable List<String> replaced);

    /** Publishes all events of a publication, or none. */
    CompletionStage<PublishResult> publish(App app, Publication publication);

    /** Closes the connections that are signed in as a user with a code, on all nodes (4.7). */
    CompletionStage<Void> terminate(App app, UserId user, ErrorCode code);

    /**
     * A page of the occupied channels whose names start with {@code prefix}, ordered by name, with their numbers of members. A
     * channel that is occupied from the first page to the last is on exactly one of them; one that is occupied or vacated meanwhile
     * can be on one.
     *
     * @param after the last name of the previous page, empty for the first page
     * @param max   the maximum number of channels; a page with fewer is the last one
     */
    CompletionStage<SortedMap<String, Long>> channels(App app, String prefix, String after, int max);

    /** One channel, occupied or not. */
    CompletionStage<ChannelState> channel(App app, ChannelName channel);

    /**
     * The ids of the members of a presence channel, in order of arrival. In a channel with hundreds of members, members who join or
     * leave meanwhile may be included.
     */
    CompletionStage<List<String>> users(App app, ChannelName channel);

    /**
     * Some members of a presence channel.
     *
     * @param cursor {@link MemberPage#START}, or that of the previous page
     * @param max    about how many members; a small channel can be returned as a whole
     */
    CompletionStage<MemberPage> members(App app, ChannelName channel, String cursor, int max);

    /** Reads the history of a channel of an app that has history. */
    CompletionStage<HistoryResult> history(App app, ChannelName channel, HistoryQuery query);

    /** The current and past usage of the app. */
    CompletionStage<Usage> usage(App app);

    /**
     * Counts a rejection because of a quota; {@link #usage} shows it within seconds. Rejections of the last seconds are lost if a
     * node crashes.
     */
    void countRejection(App app, Quota quota);

    /** Deletes what a deleted app has left that belongs to no connection: cached events, histories, rates and usage. */
    CompletionStage<Void> deleteApp(String appKey);

    /**
     * Stores now what this process has counted and would store later: rejections, and published events if they were not stored for a
     * minute. For a process that may be frozen after each request. Never fails.
     */
    CompletionStage<Void> flush();

    /**
     * Does the work that nodes do with their timers, for a service in which no node runs permanently: releases expired nodes, stores the
     * events that apps published, and deletes old dead letters. It may run on several processes at once.
     *
     * @param appKeys the keys of all apps
     */
    CompletionStage<Maintenance> maintain(Collection<String> appKeys);

    /**
     * What {@link #maintain} has done.
     *
     * @param releasedNodes      expired nodes whose state was released
     * @param deletedDeadLetters dead letters that were older than their retention
     */
    record Maintenance(int releasedNodes, int deletedDeadLetters) {}
}
