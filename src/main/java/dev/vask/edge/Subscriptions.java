package dev.vask.edge;

import dev.vask.apps.Quota;
import dev.vask.apps.Quotas;
import dev.vask.channels.Subscription;
import dev.vask.live.CachedEvent;
import dev.vask.live.Disconnection;
import dev.vask.live.LiveState;
import dev.vask.live.Resumption;
import dev.vask.live.SubscribeResult;
import dev.vask.live.Topic;
import dev.vask.protocol.ChannelName;
import dev.vask.protocol.ClientCommand;
import dev.vask.protocol.CommandRejectedException;
import dev.vask.protocol.ErrorCode;
import dev.vask.protocol.Frame;
import dev.vask.protocol.Identity;
import dev.vask.protocol.InvalidNameException;
import dev.vask.protocol.Member;
import dev.vask.protocol.ServerMessage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The subscriptions of a session, and how they begin and end (5.4, 7, 8.4). */
final class Subscriptions {

    private final Map<ChannelName, Membership> memberships = new HashMap<>();
    private final Session session;
    private final UserSignIn login;
    private final LiveState live;
    private final SubscriptionAuthorizer authorizer;
    private final Resumptions resumptions;

    /** A subscription and its member, null except on presence channels. */
    private record Membership(
            Subscription subscription, @Nullable Member member) {}

    Subscriptions(Session session, UserSignIn login, LiveState live, SubscriptionAuthorizer authorizer) {
        this.session = session;
        this.login = login;
        this.live = live;
        this.authorizer = authorizer;
        this.resumptions = new Resumptions(session);
    }

    /** Begins a subscription. Others can begin before it is complete. The result answers it. */
    CompletionStage<Runnable> subscribe(ClientCommand.Subscribe command) {
        if (command.channel().startsWith(ChannelName.USER_PREFIX)) {
            return CompletableFuture.completedFuture(() -> login.subscribeOwnChannel(command.channel()));
        }
        ChannelName channel = name(command.channel());
        if (memberships.containsKey(channel)) {
            throw new CommandRejectedException("This connection is already subscribed to %s.".formatted(channel));
        }
        checkCount(channel);
        if (channel.type().needsAuth()) {
            authorizer.checkSubscription(
                    session.app(), session.id(), channel.value(), command.channelData(), command.auth());
        }
        Member member = channel.type().isPresence() ? member(channel, command) : null;
        return subscribe(channel, member, session.knowsRecovery() ? command.resume() : null);
    }

    private void checkCount(ChannelName channel) {
        Integer limit = session.app().quotas().get(Quota.MAX_SUBSCRIPTIONS_PER_CONNECTION);
        if (Quotas.exceeds(memberships.size() + 1L, limit)) {
            throw new QuotaExceededException(
                    Quota.MAX_SUBSCRIPTIONS_PER_CONNECTION,
                    ErrorCode.OVER_CAPACITY,
                    "Cannot subscribe to %s: this connection is at its limit of %d channels."
                            .formatted(channel, limit));
        }
    }

    private ChannelName name(String channel) {
        Integer maxLength = session.app().quotas().get(Quota.MAX_CHANNEL_NAME_LENGTH);
        if (Quotas.exceeds(channel.length(), maxLength)) {
            throw new QuotaExceededException(
                    Quota.MAX_CHANNEL_NAME_LENGTH,
                    null,
                    "Invalid channel name: has %d characters, the maximum is %d."
                            .formatted(channel.length(), maxLength));
        }
        try {
            return ChannelName.parse(channel);
        } catch (InvalidNameException e) {
            throw new CommandRejectedException(String.valueOf(e.getMessage()));
        }
    }

    /** The member that joins: from the signed channel data, or else the signed-in user (7.1.b). */
    private Member member(ChannelName channel, ClientCommand.Subscribe command) {
        if (command.channelData() != null) {
            return Identity.member(command.channelData());
        }
        Identity.User user = login.identity();
        if (user == null) {
            throw CommandRejectedException.unauthorized(
                    "Cannot subscribe to %s: send channel_data with a user_id, or sign in first.".formatted(channel));
        }
        return user.asMember();
    }

    private CompletionStage<Runnable> subscribe(
            ChannelName channel, @Nullable Member member, ClientCommand.@Nullable ResumeAfter resume) {
        Subscription subscription =
                session.loop().lane().listen(session.app().key(), new Topic.Channel(channel), session);
        memberships.put(channel, new Membership(subscription, member));
        session.meter().subscribed(1);
        ResumeRequest request = resumptions.begin(resume);
        boolean authorizes = channel.type().needsAuth();
        if (authorizes) {
            session.authorization().begin();
        }
        return session.loop()
                .lane()
                .onLoop(live.subscribe(session.app(), channel, member, request.resumeAfter()))
                .handle((outcome, failure) -> {
                    if (authorizes) {
                        session.authorization().end(failure != null || outcome instanceof SubscribeResult.Subscribed);
                    }
                    if (outcome instanceof SubscribeResult.Subscribed begun) {
                        return () -> {
                            begin(channel, subscription, begun, request);
                            session.feed().subscribed(session, channel, member == null ? null : member.id());
                        };
                    }
                    remove(channel);
                    subscription.close();
                    throw rejection(channel, outcome, failure);
                });
    }

    private void remove(ChannelName channel) {
        if (memberships.remove(channel) != null) {
            session.meter().subscribed(-1);
        }
    }

    private void begin(
            ChannelName channel, Subscription subscription, SubscribeResult.Subscribed begun, ResumeRequest request) {
        Resumption resumption = resumptions.decide(request, begun);
        session.send(new ServerMessage.SubscriptionSucceeded(
                channel.value(),
                channel.type().isPresence() ? begun.members() : null,
                Resumptions.toMessage(resumption)));
        if (resumption instanceof Resumption.Continued continued && request.namesEvent()) {
            resumptions.replay(request, continued);
        } else if (channel.type().isCache()) {
            sendCached(channel, begun.cached(), resumption);
        }
        subscription.open(begun.sequence());
    }

    private void sendCached(ChannelName channel, @Nullable CachedEvent cached, @Nullable Resumption resumption) {
        if (cached == null) {
            session.send(new ServerMessage.CacheMiss(channel.value()));
            return;
        }
        ServerMessage event = new ServerMessage.ChannelEvent(channel.value(), cached.name(), cached.data(), null);
        String id = Resumptions.isUsable(cached.id(), resumption) ? cached.id() : null;
        session.reply(Frame.of(event, System.nanoTime(), id));
    }

    private static RuntimeException rejection(
            ChannelName channel, @Nullable SubscribeResult outcome, @Nullable Throwable failure) {
        if (outcome instanceof SubscribeResult.Full(int limit)) {
            return new QuotaExceededException(
                    Quota.MAX_PRESENCE_MEMBERS,
                    ErrorCode.OVER_CAPACITY,
                    "Cannot subscribe to %s: it is at its limit of %d members.".formatted(channel, limit));
        }
        if (outcome instanceof SubscribeResult.TooManyChannels(int limit)) {
            return new QuotaExceededException(
                    Quota.MAX_CHANNELS,
                    ErrorCode.OVER_CAPACITY,
                    "Cannot subscribe to %s: it is not occupied, and the app is at its limit of %d occupied channels."
                            .formatted(channel, limit));
        }
        return failure instanceof RuntimeException known ? known : new IllegalStateException(failure);
    }

    CompletionStage<@Nullable Void> unsubscribe(ClientCommand.Unsubscribe command) {
        if (command.channel().startsWith(ChannelName.USER_PREFIX)) {
            login.unsubscribeOwnChannel(command.channel());
            return CompletableFuture.completedFuture(null);
        }
        Membership membership = find(command.channel());
        if (membership == null) {
            return CompletableFuture.completedFuture(null);
        }
        ChannelName channel = ChannelName.parse(command.channel());
        remove(channel);
        membership.subscription().close();
        Member member = membership.member();
        session.feed().unsubscribed(session, channel, member == null ? null : member.id());
        return live.unsubscribe(session.app(), channel, member);
    }

    private @Nullable Membership find(String channel) {
        return ChannelName.isValid(channel) ? memberships.get(ChannelName.parse(channel)) : null;
    }

    /** Whether this connection is subscribed to a channel. */
    boolean has(ChannelName channel) {
        return memberships.containsKey(channel);
    }

    /** The member as which this connection is subscribed to a presence channel; null if it is not, or for other channel types. */
    @Nullable
    String memberId(ChannelName channel) {
        Membership membership = memberships.get(channel);
        return membership == null || membership.member() == null
                ? null
                : membership.member().id();
    }

    /** Ends all subscriptions, and returns them. */
    List<Disconnection.HeldSubscription> leaveAll() {
        memberships.values().forEach(membership -> membership.subscription().close());
        List<Disconnection.HeldSubscription> held = memberships.entrySet().stream()
                .map(entry -> new Disconnection.HeldSubscription(
                        entry.getKey(), entry.getValue().member()))
                .toList();
        session.meter().subscribed(-memberships.size());
        memberships.clear();
        return held;
    }
}
