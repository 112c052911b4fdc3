package dev.vask.live;

import dev.vask.apps.App;
import dev.vask.apps.Quota;
import dev.vask.protocol.ChannelName;
import dev.vask.protocol.Member;
import dev.vask.protocol.UserId;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is true for the whole service at a moment, and the one way of every event.
 *
 * <p>Each operation is atomic, begins when it is called, never blocks, and takes effect in the order in which one thread calls
 * them. The messages that follow from it reach the {@link Inbox} of each node that needs them, numbered by one sequence per
 * app. A node begins to listen to a topic before it calls {@link #subscribe} or {@link #signIn}, and drops what is not after
 * the sequence that the answer names: so a subscriber misses nothing and hears nothing twice.
 *
 * <p>Callers see to it that what they give up is what they hold. If the state cannot be reached, the stage fails with
 * {@link UnavailableException} and the caller holds nothing new; only giving up never fails: the state learns of it later.
 */
public interface LiveState {

    /** What backends are yet to be told of the changes that these operations make (section 13). */
    WebhookQueue webhooks();

    /** Whether operations can succeed now. */
    boolean isReachable();

    /** Counts a new connection of the app; false, and nothing counted, if that would be more than its quota (4004). */
    CompletionStage<Boolean> connect(App app);

    /**
     * Gives up a connection and all that it held. What holds more than a hundred or so subscriptions may be given up in several
     * steps, each atomic: the subscriptions, some at a time, then the rest with the connection itself. Other operations may come
     * between, as if the connection had unsubscribed one channel after another.
     */
    CompletionStage<Void> disconnect(App app, Departure held);

    /**
     * Subscribes one connection to a channel.
     *
     * @param member the member, on a presence channel, else null; the first connection of a user joins the roster, and its info
     *               stays in force until the last one leaves (7.5)
     */
    CompletionStage<Subscribed> subscribe(App app, ChannelName channel, @Nullable Member member);

    /** Gives up one subscription, made with the same arguments. */
    CompletionStage<Void> unsubscribe(App app, ChannelName channel, @Nullable Member member);

    /**
     * Signs one connection in.
     *
     * @param watchlist the users that it watches
     * @param replaced  the watchlist of this connection's earlier sign-in as the same user, null if this is the first
     */
    CompletionStage<SignedIn> signIn(App app, UserId user, List<String> watchlist, @Nullable List<String> replaced);

    /** Publishes all events of a publication, or none. */
    CompletionStage<Published> publish(App app, Publication publication);

    /** Tells every node to close the connections that are signed in as a user (4.7). */
    CompletionStage<Void> terminate(App app, UserId user);

    /**
     * A page of the occupied channels whose names start with {@code prefix}, in the order of their names, and how many members
     * each has. A channel that is occupied from the first page to the last is on exactly one of them; one that is occupied or
     * vacated meanwhile may be on one.
     *
     * @param after the last name of the page before, empty for the first page
     * @param most  how many channels at most; after a page that holds fewer there is no other
     */
    CompletionStage<SortedMap<String, Long>> channels(App app, String prefix, String after, int most);

    /** One channel, occupied or not. */
    CompletionStage<ChannelState> channel(App app, ChannelName channel);

    /**
     * The ids of the members of a presence channel, in order of arrival. Of a channel with hundreds of members, one who joins or
     * leaves meanwhile may be there or not.
     */
    CompletionStage<List<String>> users(App app, ChannelName channel);

    /** What the app uses, and has used. */
    CompletionStage<Usage> usage(App app);

    /** Notes that the app ran into a quota: {@link #usage} shows it within seconds. A node that dies may take some with it. */
    void refused(App app, Quota quota);

    /** Forgets what a deleted app left behind that no connection holds: cached events, rates and what it has used. */
    CompletionStage<Void> forget(String appKey);
}
