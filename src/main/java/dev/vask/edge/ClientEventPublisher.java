package dev.vask.edge;

import dev.vask.apps.Quota;
import dev.vask.apps.Quotas;
import dev.vask.live.Event;
import dev.vask.live.LiveState;
import dev.vask.live.Publication;
import dev.vask.live.PublishResult;
import dev.vask.live.TokenBucket;
import dev.vask.live.Topic;
import dev.vask.protocol.ChannelName;
import dev.vask.protocol.ClientCommand;
import dev.vask.protocol.CommandRejectedException;
import dev.vask.protocol.ErrorCode;
import dev.vask.protocol.Json;
import dev.vask.protocol.ProtocolLimits;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Publishes the client events of a session, if the rules of section 10 allow it. */
final class ClientEventPublisher {

    private static final String PREFIX = "client-";

    private final Session session;
    private final Subscriptions subscriptions;
    private final LiveState live;
    private @Nullable TokenBucket rate;

    ClientEventPublisher(Session session, Subscriptions subscriptions, LiveState live) {
        this.session = session;
        this.subscriptions = subscriptions;
        this.live = live;
    }

    CompletionStage<@Nullable Void> publish(ClientCommand.ClientEvent command) {
        ChannelName channel = authorized(command);
        checkSize(command);
        checkRate();
        String memberId = subscriptions.memberId(channel);
        Event event = new Event(
                new Topic.Channel(channel), command.name(), command.data(), session.id(), new Event.Client(memberId));
        return live.publish(session.app(), Publication.ofClient(event)).thenApply(published -> {
            checkMonth(published);
            session.meter().clientEvent();
            session.feed().published(session, channel, memberId, command);
            return null;
        });
    }

    private void checkMonth(PublishResult published) {
        if (published instanceof PublishResult.OverMonth) {
            throw new QuotaExceededException(
                    Quota.EVENTS_PER_MONTH,
                    ErrorCode.CLIENT_EVENT_RATE,
                    "The app is over its quota events_per_month (%d)."
                            .formatted(session.app().quotas().get(Quota.EVENTS_PER_MONTH)));
        }
    }

    /** Checks the permission in the order of 10.1. */
    private ChannelName authorized(ClientCommand.ClientEvent command) {
        if (!session.app().clientEvents()) {
            throw CommandRejectedException.unauthorized("Client events are not enabled for app %s."
                    .formatted(session.app().key()));
        }
        if (!command.name().startsWith(PREFIX)) {
            throw CommandRejectedException.unauthorized(
                    "Client events must have a name that starts with '%s'.".formatted(PREFIX));
        }
        ChannelName channel = channel(command.channel());
        if (channel == null || !channel.type().allowsClientEvents()) {
            throw CommandRejectedException.unauthorized(
                    "Client events are allowed only on private and presence channels that are not encrypted.");
        }
        if (!subscriptions.has(channel)) {
            throw CommandRejectedException.unauthorized(
                    "This connection is not subscribed to %s. Subscribe before publishing client events."
                            .formatted(channel));
        }
        return channel;
    }

    private static @Nullable ChannelName channel(@Nullable String name) {
        return name != null && ChannelName.isValid(name) ? ChannelName.parse(name) : null;
    }

    private void checkSize(ClientCommand.ClientEvent command) {
        if (command.name().length() > ProtocolLimits.EVENT_NAME_LENGTH) {
            throw new CommandRejectedException("Event name has %d characters, the maximum is %d."
                    .formatted(command.name().length(), ProtocolLimits.EVENT_NAME_LENGTH));
        }
        int bytes = Json.utf8Length(command.data());
        if (Quotas.exceeds(bytes, session.app().quotas().get(Quota.MAX_EVENT_BYTES))) {
            throw new QuotaExceededException(
                    Quota.MAX_EVENT_BYTES,
                    null,
                    "Event data has %d bytes, the maximum is %d."
                            .formatted(bytes, session.app().quotas().get(Quota.MAX_EVENT_BYTES)));
        }
        if (!Json.isUnicode(command.name()) || !Json.isUnicode(command.data())) {
            throw new CommandRejectedException("The event contains an unpaired surrogate and is not valid Unicode.");
        }
    }

    private void checkRate() {
        Integer perSecond = session.app().quotas().get(Quota.CLIENT_EVENTS_PER_SECOND);
        if (perSecond == null) {
            return;
        }
        long now = System.nanoTime();
        if (rate == null) {
            rate = new TokenBucket(perSecond, now);
        }
        if (rate.take(1, perSecond, now).isPositive()) {
            throw new QuotaExceededException(
                    Quota.CLIENT_EVENTS_PER_SECOND,
                    ErrorCode.CLIENT_EVENT_RATE,
                    "This connection is over its limit of %d client events per second.".formatted(perSecond));
        }
    }
}
