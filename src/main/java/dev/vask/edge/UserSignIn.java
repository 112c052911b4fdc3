package dev.vask.edge;

import dev.vask.channels.Subscription;
import dev.vask.live.LiveState;
import dev.vask.live.SignInResult;
import dev.vask.live.Topic;
import dev.vask.protocol.ClientCommand;
import dev.vask.protocol.CommandRejectedException;
import dev.vask.protocol.ErrorCode;
import dev.vask.protocol.Identity;
import dev.vask.protocol.ProtocolLimits;
import dev.vask.protocol.SafeQuote;
import dev.vask.protocol.ServerMessage;
import dev.vask.protocol.UserId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The user that a session is signed in as, if any, and its watchlist (section 11). There is no sign-out (11.1.5). */
final class UserSignIn {

    private final Session session;
    private final LiveState live;
    private final SubscriptionAuthorizer authorizer;
    private final Map<String, Subscription> watched = new HashMap<>();
    private Identity.@Nullable User identity;
    private @Nullable Subscription own;
    private boolean ownChannelSubscribed;

    UserSignIn(Session session, LiveState live, SubscriptionAuthorizer authorizer) {
        this.session = session;
        this.live = live;
        this.authorizer = authorizer;
    }

    Identity.@Nullable User identity() {
        return identity;
    }

    @Nullable
    UserId user() {
        return identity == null ? null : identity.id();
    }

    CompletionStage<@Nullable Void> signIn(ClientCommand.SignIn command) {
        authorizer.checkSignIn(session.app(), session.id(), command.userData(), command.auth());
        Identity.User user = Identity.user(command.userData());
        if (identity != null && !identity.id().equals(user.id())) {
            throw CommandRejectedException.unauthorized(
                    "This connection is signed in as %s. To sign in as %s, please reconnect."
                            .formatted(identity.id(), user.id()));
        }
        PendingSignIn pending = new PendingSignIn(user);
        session.authorization().begin();
        return session.loop()
                .lane()
                .onLoop(live.signIn(
                        session.app(), user.id(), user.watchlist(), identity == null ? null : identity.watchlist()))
                .handle((signedIn, failure) -> {
                    session.authorization().end(true);
                    if (signedIn == null) {
                        pending.undo();
                        throw failure instanceof RuntimeException known ? known : new IllegalStateException(failure);
                    }
                    pending.complete(command.userData(), signedIn);
                    return null;
                });
    }

    /** Accepts the subscription to the user's own channel, which SDKs send after signing in (11.2.1). */
    void subscribeOwnChannel(String channel) {
        if (identity == null || !identity.id().channel().equals(channel)) {
            throw CommandRejectedException.unauthorized(
                    "Cannot subscribe to %s: the connection is not signed in as that user."
                            .formatted(SafeQuote.of(channel)));
        }
        if (ownChannelSubscribed) {
            throw new CommandRejectedException("This connection is already subscribed to %s.".formatted(channel));
        }
        ownChannelSubscribed = true;
        session.send(new ServerMessage.SubscriptionSucceeded(channel, null, null));
    }

    /** Removes that subscription. The user's events continue, as they do without it (11.3.2). */
    void unsubscribeOwnChannel(String channel) {
        if (identity != null && identity.id().channel().equals(channel)) {
            ownChannelSubscribed = false;
        }
    }

    /** Ends all subscriptions of the sign-in, and returns the users that were watched. */
    List<String> leave() {
        if (own != null) {
            own.close();
        }
        watched.values().forEach(Subscription::close);
        return identity == null ? List.of() : identity.watchlist();
    }

    /** A sign-in that the live state has not confirmed yet. Messages for the user are held back until then. */
    private final class PendingSignIn {

        private final Identity.User user;
        private final Subscription forUser;
        private final Map<String, Subscription> forWatched = new HashMap<>();

        PendingSignIn(Identity.User user) {
            this.user = user;
            this.forUser = own == null ? listen(new Topic.User(user.id())) : own;
            for (String id : user.watchlist()) {
                forWatched.put(id, watched.containsKey(id) ? held(watched.get(id)) : listen(new Topic.Watch(id)));
            }
        }

        private Subscription listen(Topic topic) {
            return session.loop().lane().listen(session.app().key(), topic, session);
        }

        private static Subscription held(Subscription known) {
            known.hold();
            return known;
        }

        void undo() {
            if (own == null) {
                forUser.close();
            }
            forWatched.forEach((id, subscription) -> {
                if (watched.containsKey(id)) {
                    subscription.resume();
                } else {
                    subscription.close();
                }
            });
        }

        void complete(String userData, SignInResult signedIn) {
            session.send(new ServerMessage.SigninSuccess(userData));
            if (user.truncated()) {
                session.send(new ServerMessage.Error(
                        ErrorCode.WATCHLIST_TOO_LONG,
                        "The watchlist is too long. Only the first %d users are watched."
                                .formatted(ProtocolLimits.WATCHLIST_LENGTH)));
            }
            sendWatchlist(signedIn);
            if (own == null) {
                forUser.open(signedIn.sequence());
                own = forUser;
            }
            watched.keySet().removeAll(forWatched.keySet());
            watched.values().forEach(Subscription::close);
            watched.clear();
            forWatched.values().forEach(subscription -> subscription.open(signedIn.sequence()));
            watched.putAll(forWatched);
            identity = user;
        }

        private void sendWatchlist(SignInResult signedIn) {
            if (user.watchlist().isEmpty()) {
                return;
            }
            List<String> online = new ArrayList<>(user.watchlist());
            List<String> offline = new ArrayList<>(user.watchlist());
            online.retainAll(signedIn.online());
            offline.removeAll(signedIn.online());
            session.send(new ServerMessage.WatchlistEvents(online, offline));
        }
    }
}
