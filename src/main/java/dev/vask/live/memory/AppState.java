package dev.vask.live.memory;

import dev.vask.apps.App;
import dev.vask.apps.Quota;
import dev.vask.apps.Quotas;
import dev.vask.live.CachedEvent;
import dev.vask.live.ChannelState;
import dev.vask.live.Counts;
import dev.vask.live.Disconnection;
import dev.vask.live.Event;
import dev.vask.live.Inbox;
import dev.vask.live.Message;
import dev.vask.live.Publication;
import dev.vask.live.PublishResult;
import dev.vask.live.SignInResult;
import dev.vask.live.SubscribeResult;
import dev.vask.live.TokenBucket;
import dev.vask.live.Topic;
import dev.vask.live.Usage;
import dev.vask.protocol.ChannelName;
import dev.vask.protocol.Frame;
import dev.vask.protocol.Member;
import dev.vask.protocol.ServerMessage;
import dev.vask.protocol.SocketId;
import dev.vask.protocol.UserId;
import dev.vask.protocol.WebhookType;
import dev.vask.traces.FanOutTrace;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The live state of one app. Not thread-safe. It has entries only for what is occupied, online, watched or cached. */
final class AppState {

    private final String key;
    private final Inbox inbox;
    private final InstantSource clock;

    private final Map<ChannelName, Occupied> channels = new HashMap<>();
    private final NavigableMap<String, Occupied> byName = new TreeMap<>();
    private final EventCache cache;
    private final PendingWebhookEvents reports;
    private final CountingMap<String> online = new CountingMap<>();
    private final CountingMap<String> watched = new CountingMap<>();
    private int connections;
    private final UsageCounters spent;
    private @Nullable TokenBucket publishes;

    /** Number of the last message. */
    long sequence;

    /** The app's settings in the running operation. */
    App app;

    /** Whether another state replaces this one. */
    boolean retired;

    /**
     * Creates an empty state.
     *
     * @param sequence the number before its first message
     * @param spent    the previous usage of the app
     */
    AppState(
            App app,
            long sequence,
            UsageCounters spent,
            Inbox inbox,
            PendingWebhookEvents reports,
            InstantSource clock) {
        this.key = app.key();
        this.app = app;
        this.sequence = sequence;
        this.spent = spent;
        this.inbox = inbox;
        this.reports = reports;
        this.clock = clock;
        this.cache = new EventCache(clock);
    }

    boolean connect() {
        if (Quotas.exceeds(connections + 1L, app.quotas().get(Quota.MAX_CONNECTIONS))) {
            return false;
        }
        connections++;
        return true;
    }

    /** Releases subscriptions of a connection. */
    @Nullable
    Void leave(Disconnection held) {
        for (Disconnection.HeldSubscription it : held.subscriptions()) {
            unsubscribe(it.channel(), it.member());
        }
        return null;
    }

    @Nullable
    Void disconnect(Disconnection held) {
        leave(held);
        held.watchlist().forEach(watched::remove);
        UserId user = held.user();
        if (user != null && online.remove(user.value())) {
            tellWatchers(user, false);
        }
        connections--;
        return null;
    }

    SubscribeResult subscribe(ChannelName name, @Nullable Member member) {
        Occupied channel = channels.get(name);
        if (channel == null && Quotas.exceeds(channels.size() + 1L, app.quotas().get(Quota.MAX_CHANNELS))) {
            return new SubscribeResult.TooManyChannels(
                    Objects.requireNonNull(app.quotas().get(Quota.MAX_CHANNELS)));
        }
        if (member != null && isFullFor(channel, member)) {
            return new SubscribeResult.Full(Objects.requireNonNull(app.quotas().get(Quota.MAX_PRESENCE_MEMBERS)));
        }
        if (channel == null) {
            channel = new Occupied();
            channels.put(name, channel);
            byName.put(name.value(), channel);
            reports.occupied(app, name);
        }
        channel.subscriptions++;
        if (member != null && channel.roster.join(member)) {
            say(name, new ServerMessage.MemberAdded(name.value(), member));
            reports.joined(app, name, member.id());
        }
        CachedEvent cached = cache.get(name);
        if (cached == null && name.type().isCache()) {
            reports.missed(app, name);
        }
        SubscribeResult begun = new SubscribeResult.Subscribed(sequence, channel.roster.members(), cached);
        countChanged(name, channel);
        return begun;
    }

    private boolean isFullFor(@Nullable Occupied channel, Member member) {
        int members = channel == null ? 0 : channel.roster.size();
        boolean isMember = channel != null && channel.roster.has(member);
        return !isMember && Quotas.exceeds(members + 1L, app.quotas().get(Quota.MAX_PRESENCE_MEMBERS));
    }

    @Nullable
    Void unsubscribe(ChannelName name, @Nullable Member member) {
        Occupied channel = channels.get(name);
        if (channel == null) {
            return null;
        }
        channel.subscriptions--;
        if (member != null && channel.roster.leave(member)) {
            reports.left(app, name, member.id());
            if (channel.subscriptions > 0) {
                say(name, new ServerMessage.MemberRemoved(name.value(), member.id()));
            }
        }
        if (channel.subscriptions == 0) {
            channels.remove(name);
            byName.remove(name.value());
            reports.vacated(app, name);
        } else {
            countChanged(name, channel);
        }
        return null;
    }

    SignInResult signIn(UserId user, List<String> watchlist, @Nullable List<String> replaced) {
        if (replaced == null) {
            if (online.add(user.value())) {
                tellWatchers(user, true);
            }
        } else {
            replaced.forEach(watched::remove);
        }
        watchlist.forEach(watched::add);
        Set<String> present = new LinkedHashSet<>(watchlist);
        present.removeIf(id -> !online.has(id));
        return new SignInResult(sequence, present);
    }

    private void tellWatchers(UserId user, boolean isOnline) {
        if (watched.has(user.value())) {
            List<String> who = List.of(user.value());
            ServerMessage change = isOnline
                    ? new ServerMessage.WatchlistEvents(who, List.of())
                    : new ServerMessage.WatchlistEvents(List.of(), who);
            say(new Topic.Watch(user.value()), change);
        }
    }

    PublishResult publish(Publication publication) {
        Instant now = clock.instant();
        int number = publication.events().size();
        Integer monthly = app.quotas().get(Quota.EVENTS_PER_MONTH);
        if (monthly != null && spent.thisMonth(Usage.day(now)) + number > monthly) {
            return new PublishResult.OverMonth(Usage.restOfMonth(now));
        }
        Integer rate = app.quotas().get(Quota.EVENTS_PER_SECOND);
        if (rate != null && publication.weight() > 0) {
            Duration wait = take(publication.weight(), rate);
            if (wait.isPositive()) {
                return new PublishResult.OverRate(wait);
            }
        }
        spent.events(Usage.day(now), number);
        publishAll(publication);
        return new PublishResult.Accepted(
                publication.counted()
                        ? publication.events().stream().map(this::counts).toList()
                        : List.of());
    }

    private Duration take(int weight, int rate) {
        long now = nanos();
        if (publishes == null) {
            publishes = new TokenBucket(rate, now);
        }
        return publishes.take(weight, rate, now);
    }

    private long nanos() {
        return ChronoUnit.NANOS.between(Instant.EPOCH, clock.instant());
    }

    private void publishAll(Publication publication) {
        FanOutTrace fanOut = publication.trace().fanOut();
        for (Event event : publication.events()) {
            publish(event, fanOut);
        }
        fanOut.close();
    }

    private void publish(Event event, FanOutTrace fanOut) {
        switch (event.target()) {
            case Topic.Channel(ChannelName name) -> {
                if (name.type().isCache() && event.source() instanceof Event.Backend) {
                    cache.put(name, event, app.quotas().get(Quota.CACHE_TTL_SECONDS));
                    reports.populated(name);
                }
                reports.published(app, name, event);
                if (channels.containsKey(name)) {
                    say(event, fanOut);
                }
            }
            case Topic.User(UserId id) -> {
                if (online.has(id.value())) {
                    say(event, fanOut);
                }
            }
        }
    }

    private Counts counts(Event event) {
        return event.target() instanceof Topic.Channel(ChannelName name) ? counts(name) : Counts.NONE;
    }

    @Nullable
    Void terminate(UserId user) {
        if (online.has(user.value())) {
            inbox.receive(new Message(key, new Topic.User(user), ++sequence, new Message.Terminate()));
        }
        return null;
    }

    SortedMap<String, Long> channels(String prefix, String after, int most) {
        SortedMap<String, Long> found = new TreeMap<>();
        Map<String, Occupied> rest = after.isEmpty() ? byName.tailMap(prefix, true) : byName.tailMap(after, false);
        for (Map.Entry<String, Occupied> channel : rest.entrySet()) {
            if (found.size() == most || !channel.getKey().startsWith(prefix)) {
                break;
            }
            found.put(channel.getKey(), channel.getValue().counts().users());
        }
        return found;
    }

    ChannelState channel(ChannelName name) {
        return new ChannelState(counts(name), cache.get(name));
    }

    private Counts counts(ChannelName name) {
        Occupied channel = channels.get(name);
        return channel == null ? Counts.NONE : channel.counts();
    }

    List<String> users(ChannelName name) {
        Occupied channel = channels.get(name);
        return channel == null
                ? List.of()
                : channel.roster.members().stream().map(Member::id).toList();
    }

    Usage usage() {
        return spent.usage(today(), connections, channels.size());
    }

    @Nullable
    Void refused(Quota quota) {
        spent.refused(today(), quota);
        return null;
    }

    private LocalDate today() {
        return Usage.day(clock.instant());
    }

    /** The number of webhook events that are held back. */
    int heldEvents() {
        return reports.held();
    }

    void forget() {
        cache.clear();
        reports.forget();
        spent.clear();
        publishes = null;
    }

    /** Drops what has expired, and sends the counts that are due. */
    void sweep() {
        cache.dropExpired();
        reports.sweep(app);
        if (countsAreTold()) {
            long now = clock.millis();
            channels.forEach((name, channel) -> {
                if (channel.count.isDue(now)) {
                    sayCount(name, channel, now);
                }
            });
        }
    }

    /** Whether it is empty, so that a new one could replace it. */
    boolean isEmpty() {
        return connections == 0
                && channels.isEmpty()
                && online.isEmpty()
                && watched.isEmpty()
                && cache.isEmpty()
                && reports.isEmpty()
                && isRested();
    }

    private boolean isRested() {
        Integer rate = app.quotas().get(Quota.EVENTS_PER_SECOND);
        return publishes == null || rate == null || publishes.isFull(rate, nanos());
    }

    private boolean countsAreTold() {
        return app.subscriptionCounts() || app.sendsToWebhook(WebhookType.SUBSCRIPTION_COUNT);
    }

    private void countChanged(ChannelName name, Occupied channel) {
        if (!countsAreTold() || name.type().isPresence()) {
            return;
        }
        long now = clock.millis();
        if (channel.count.changed(channel.subscriptions, now)) {
            sayCount(name, channel, now);
        }
    }

    private void sayCount(ChannelName name, Occupied channel, long now) {
        channel.count.told(now);
        if (app.subscriptionCounts()) {
            say(name, new ServerMessage.SubscriptionCount(name.value(), channel.subscriptions));
        }
        reports.counted(app, name, channel.subscriptions);
    }

    private void say(ChannelName channel, ServerMessage message) {
        say(new Topic.Channel(channel), message);
    }

    private void say(Topic topic, ServerMessage message) {
        inbox.receive(message(topic, message, null));
    }

    private void say(Event event, FanOutTrace fanOut) {
        inbox.receive(message(event.target(), event.toMessage(), event.except()).with(fanOut));
    }

    private Message message(Topic topic, ServerMessage message, @Nullable SocketId except) {
        return new Message(key, topic, ++sequence, new Message.SendFrame(Frame.of(message), except));
    }

    /** A channel with at least one subscription. */
    private static final class Occupied {
        final MemberList roster = new MemberList();
        final CountThrottle count = new CountThrottle();
        int subscriptions;

        Counts counts() {
            return new Counts(subscriptions, roster.size());
        }
    }
}
