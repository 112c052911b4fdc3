package dev.vask.edge;

import dev.vask.apps.Quota;
import dev.vask.apps.Quotas;
import dev.vask.live.Event;
import dev.vask.live.LiveState;
import dev.vask.live.Publication;
import dev.vask.live.Published;
import dev.vask.live.TokenBucket;
import dev.vask.live.Topic;
import dev.vask.protocol.ChannelName;
import dev.vask.protocol.ClientCommand;
import dev.vask.protocol.ErrorCode;
import dev.vask.protocol.Json;
import dev.vask.protocol.Limits;
import dev.vask.protocol.RefusedException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The rules by which a session may publish (section 10). */
final class ClientEvents {

    private static final String PREFIX = "client-";

    private final Session session;
    private final Subscriptions subscriptions;
    private final LiveState live;
    private @Nullable TokenBucket rate;

    ClientEvents(Session session, Subscriptions subscriptions, LiveState live) {
        this.session = session;
        this.subscriptions = subscriptions;
        this.live = live;
    }

    CompletionStage<@Nullable Void> publish(ClientCommand.ClientEvent command) {
        ChannelName channel = authorized(command);
        checkSize(command);
        checkRate();
        Event event = new Event(
                new Topic.Channel(channel),
                command.name(),
                command.data(),
                session.id(),
                new Event.Client(subscriptions.memberId(channel)));
        return live.publish(session.app(), Publication.ofClient(event)).thenApply(published -> {
            checkMonth(published);
            session.meter().clientEvent();
            return null;
        });
    }

    private void checkMonth(Published published) {
        if (published instanceof Published.OverMonth) {
            throw new OverQuotaException(
                    Quota.EVENTS_PER_MONTH,
                    ErrorCode.CLIENT_EVENT_RATE,
                    "the app has published the %d events that it may in a month"
                            .formatted(session.app().quotas().eventsPerMonth()));
        }
    }

    /** Whether it may, in the order of 10.1. */
    private ChannelName authorized(ClientCommand.ClientEvent command) {
        if (!session.app().clientEvents()) {
            throw RefusedException.unauthorized(
                    "client events are not enabled for app %s".formatted(session.app().key()));
        }
        if (!command.name().startsWith(PREFIX)) {
            throw RefusedException.unauthorized(
                    "a client may publish only events whose names start with '%s'".formatted(PREFIX));
        }
        ChannelName channel = channel(command.channel());
        if (channel == null || !channel.type().allowsClientEvents()) {
            throw RefusedException.unauthorized("client events go to private and presence channels only, and not encrypted ones");
        }
        if (!subscriptions.has(channel)) {
            throw RefusedException.unauthorized(
                    "this connection is not subscribed to %s, so it may not publish there".formatted(channel));
        }
        return channel;
    }

    private static @Nullable ChannelName channel(@Nullable String name) {
        return name != null && ChannelName.isValid(name) ? ChannelName.parse(name) : null;
    }

    private void checkSize(ClientCommand.ClientEvent command) {
        if (command.name().length() > Limits.EVENT_NAME_LENGTH) {
            throw new RefusedException("the event's name has %d characters, at most %d are allowed"
                    .formatted(command.name().length(), Limits.EVENT_NAME_LENGTH));
        }
        int bytes = Json.utf8Length(command.data());
        if (Quotas.exceeds(bytes, session.app().quotas().maxEventBytes())) {
            throw new OverQuotaException(
                    Quota.MAX_EVENT_BYTES,
                    null,
                    "the event's data has %d bytes, at most %d are allowed"
                            .formatted(bytes, session.app().quotas().maxEventBytes()));
        }
        if (!Json.isUnicode(command.name()) || !Json.isUnicode(command.data())) {
            throw new RefusedException("the event holds half of a surrogate pair, which is no Unicode text");
        }
    }

    private void checkRate() {
        Integer perSecond = session.app().quotas().clientEventsPerSecond();
        if (perSecond == null) {
            return;
        }
        long now = System.nanoTime();
        if (rate == null) {
            rate = new TokenBucket(perSecond, now);
        }
        if (rate.take(1, perSecond, now).isPositive()) {
            throw new OverQuotaException(
                    Quota.CLIENT_EVENTS_PER_SECOND,
                    ErrorCode.CLIENT_EVENT_RATE,
                    "this connection may publish %d client events per second".formatted(perSecond));
        }
    }
}
