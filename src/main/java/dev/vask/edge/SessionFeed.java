package dev.vask.edge;

import dev.vask.apps.App;
import dev.vask.feed.Feed;
import dev.vask.feed.FeedEvent;
import dev.vask.feed.FeedEventType;
import dev.vask.protocol.ChannelName;
import dev.vask.protocol.ClientCommand;
import dev.vask.protocol.CommandReader;
import dev.vask.protocol.CommandRejectedException;
import dev.vask.protocol.ErrorCode;
import dev.vask.protocol.UserId;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/** Reports what connections do to the live feed of their app. Does nothing while nobody watches the app. */
@Singleton
class SessionFeed {

    private static final int MAX_EXPECTED_STRING = 4_096;
    private static final int MAX_PARAMETER = 200;

    private final Feed feed;

    SessionFeed(Feed feed) {
        this.feed = feed;
    }

    private boolean isWatched(Session session) {
        return feed.isWatched(session.app().key());
    }

    private void report(Session session, FeedEvent event) {
        feed.report(session.app().key(), event);
    }

    /** A connection was accepted. */
    void opened(Session session, UpgradedClient upgraded) {
        if (isWatched(session)) {
            ClientOrigin client = upgraded.origin();
            report(
                    session,
                    new FeedEvent(
                            FeedEventType.CONNECTION_OPENED, null, session.id().value(), null, client::putInto));
        }
    }

    /** A connection was rejected. */
    void rejected(App app, Handshake.Rejection rejection, UpgradedClient upgraded) {
        if (feed.isWatched(app.key())) {
            ClientOrigin client = upgraded.origin();
            feed.report(app.key(), new FeedEvent(FeedEventType.CONNECTION_CLOSED, null, null, null, json -> {
                json.put("code", rejection.code().code()).put("reason", rejection.reason());
                client.putInto(json);
            }));
        }
    }

    /**
     * A connection ended, and everything that it held is released.
     *
     * @param cause why the server closed it, null if it did not
     */
    void closed(Session session, @Nullable CloseCause cause, @Nullable UserId user) {
        if (isWatched(session)) {
            report(
                    session,
                    new FeedEvent(
                            FeedEventType.CONNECTION_CLOSED,
                            null,
                            session.id().value(),
                            user == null ? null : user.value(),
                            json -> {
                                if (cause == null) {
                                    json.put("reason", "Closed by the client, or the network connection was lost.");
                                } else {
                                    json.put("code", cause.code()).put("reason", cause.reason());
                                }
                            }));
        }
    }

    /** A connection subscribed to a channel, as a member if the id is not null. */
    void subscribed(Session session, ChannelName channel, @Nullable String memberId) {
        if (isWatched(session)) {
            report(session, event(FeedEventType.SUBSCRIBED, session, channel, memberId));
        }
    }

    /** A connection unsubscribed from a channel. */
    void unsubscribed(Session session, ChannelName channel, @Nullable String memberId) {
        if (isWatched(session)) {
            report(session, event(FeedEventType.UNSUBSCRIBED, session, channel, memberId));
        }
    }

    private static FeedEvent event(
            FeedEventType type, Session session, ChannelName channel, @Nullable String memberId) {
        return new FeedEvent(type, channel.value(), session.id().value(), memberId);
    }

    /** A client event was accepted. */
    void published(Session session, ChannelName channel, @Nullable String memberId, ClientCommand.ClientEvent event) {
        if (isWatched(session)) {
            report(
                    session,
                    new FeedEvent(
                            FeedEventType.EVENT_PUBLISHED,
                            channel.value(),
                            session.id().value(),
                            memberId,
                            json -> {
                                json.put("source", "client").put("event", event.name());
                                FeedEvent.putText(json, "data", event.data());
                            }));
        }
    }

    /** A command was rejected; only subscriptions and sign-ins are reported. */
    void rejected(Session session, String command, CommandRejectedException rejection) {
        if (isWatched(session)) {
            switch (read(command)) {
                case ClientCommand.Subscribe it -> rejected(session, it, rejection);
                case ClientCommand.SignIn it -> rejected(session, it, rejection);
                case null, default -> {} // no subscription
            }
        }
    }

    private static @Nullable ClientCommand read(String command) {
        try {
            return CommandReader.read(command);
        } catch (RuntimeException e) {
            return null; // a command that cannot be read
        }
    }

    private void rejected(Session session, ClientCommand.Subscribe command, CommandRejectedException rejection) {
        String data = command.channelData();
        boolean needsAuth = ChannelName.isValid(command.channel())
                && ChannelName.parse(command.channel()).type().needsAuth();
        String expected = session.id() + ":" + command.channel() + (data == null ? "" : ":" + data);
        rejected(session, command.channel(), null, rejection, needsAuth ? expected : null);
    }

    private void rejected(Session session, ClientCommand.SignIn command, CommandRejectedException rejection) {
        rejected(session, null, "pusher:signin", rejection, session.id() + "::user::" + command.userData());
    }

    private void rejected(
            Session session,
            @Nullable String channel,
            @Nullable String event,
            CommandRejectedException rejection,
            @Nullable String expected) {
        ErrorCode code = rejection.code();
        report(
                session,
                new FeedEvent(
                        FeedEventType.SUBSCRIPTION_REJECTED,
                        channel == null ? null : channel.substring(0, Math.min(channel.length(), MAX_PARAMETER)),
                        session.id().value(),
                        null,
                        json -> {
                            if (event != null) {
                                json.put("event", event);
                            }
                            if (code != null) {
                                json.put("code", code.code());
                            }
                            json.put("reason", rejection.getMessage());
                            if (code == ErrorCode.UNAUTHORIZED && expected != null) {
                                FeedEvent.putText(json, "expected_string", expected, MAX_EXPECTED_STRING);
                            }
                        }));
    }
}
