package dev.vask.live.memory;

import dev.vask.apps.App;
import dev.vask.apps.HistorySettings;
import dev.vask.apps.Quota;
import dev.vask.apps.Quotas;
import dev.vask.live.CachedEvent;
import dev.vask.live.ChannelChange;
import dev.vask.live.ChannelChangeListener;
import dev.vask.live.ChannelState;
import dev.vask.live.Counts;
import dev.vask.live.Disconnection;
import dev.vask.live.Event;
import dev.vask.live.HistoryQuery;
import dev.vask.live.HistoryResult;
import dev.vask.live.IdempotencyKey;
import dev.vask.live.Inbox;
import dev.vask.live.MemberPage;
import dev.vask.live.Message;
import dev.vask.live.Publication;
import dev.vask.live.PublishResult;
import dev.vask.live.Resumption;
import dev.vask.live.SignInResult;
import dev.vask.live.SubscribeResult;
import dev.vask.live.TokenBucket;
import dev.vask.live.Topic;
import dev.vask.live.Usage;
import dev.vask.protocol.ChannelName;
import dev.vask.protocol.ErrorCode;
import dev.vask.protocol.Frame;
import dev.vask.protocol.Member;
import dev.vask.protocol.ServerMessage;
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
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The live state of one app. Not thread-safe. It has entries only for occupied and cached channels and for online and watched users.
 */
final class AppState {

    private final String key;
    private final Inbox inbox;
    private final InstantSource clock;

    private final Map<ChannelName, OccupiedChannel> channels = new HashMap<>();
    private final NavigableMap<String, OccupiedChannel> channelsByName = new TreeMap<>();
    private final EventCache cache;
    private final PendingWebhookEvents webhookEvents;
    private final Supplier<ChannelChangeListener> changes;
    private final CountingMap<String> online = new CountingMap<>();
    private final CountingMap<String> watched = new CountingMap<>();
    private int connections;
    private final UsageCounters usage;
    private final AppHistory history;
    private final IdempotencyKeys idempotencyKeys;
    private @Nullable TokenBucket publishRate;

    /** Number of the last message. */
    long sequence;

    /** The app's settings in the running operation. */
    App app;

    /** Whether another state replaces this one. */
    boolean replaced;

    /**
     * Creates an empty state.
     *
     * @param sequence the number before its first message
     * @param usage    the previous usage of the app
     * @param history  the histories of its channels
     * @param keys     its idempotency keys
     * @param changes  the current listener for changes of channels
     */
    AppState(
            App app,
            long sequence,
            UsageCounters usage,
            AppHistory history,
            IdempotencyKeys keys,
            Inbox inbox,
            PendingWebhookEvents webhookEvents,
            Supplier<ChannelChangeListener> changes,
            InstantSource clock) {
        this.key = app.key();
        this.app = app;
        this.sequence = sequence;
        this.usage = usage;
        this.history = history;
        this.idempotencyKeys = keys;
        this.inbox = inbox;
        this.webhookEvents = webhookEvents;
        this.changes = changes;
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
    Void release(Disconnection held) {
        for (Disconnection.HeldSubscription it : held.subscriptions()) {
            unsubscribe(it.channel(), it.member());
        }
        return null;
    }

    @Nullable
    Void disconnect(Disconnection held) {
        release(held);
        held.watchlist().forEach(watched::remove);
        UserId user = held.user();
        if (user != null && online.remove(user.value())) {
            notifyWatchers(user, false);
        }
        connections--;
        return null;
    }

    SubscribeResult subscribe(ChannelName name, @Nullable Member member, @Nullable String resumeAfter) {
        OccupiedChannel channel = channels.get(name);
        if (channel == null && Quotas.exceeds(channels.size() + 1L, app.quotas().get(Quota.MAX_CHANNELS))) {
            return new SubscribeResult.TooManyChannels(
                    Objects.requireNonNull(app.quotas().get(Quota.MAX_CHANNELS)));
        }
        if (member != null && isFullFor(channel, member)) {
            return new SubscribeResult.Full(Objects.requireNonNull(app.quotas().get(Quota.MAX_PRESENCE_MEMBERS)));
        }
        if (channel == null) {
            channel = new OccupiedChannel();
            channels.put(name, channel);
            channelsByName.put(name.value(), channel);
            webhookEvents.occupied(app, name);
            changed(ChannelChange.Kind.OCCUPIED, name, null);
        }
        channel.subscriptions++;
        if (member != null && channel.members.join(member)) {
            send(name, new ServerMessage.MemberAdded(name.value(), member));
            webhookEvents.joined(app, name, member.id());
            changed(ChannelChange.Kind.MEMBER_ADDED, name, member);
        }
        CachedEvent cached = cache.get(name);
        if (cached == null && name.type().isCache()) {
            webhookEvents.missed(app, name);
        }
        Resumption resumption =
                resumeAfter == null ? null : history.resume(app.history(), name.value(), resumeAfter, sequence);
        SubscribeResult result = new SubscribeResult.Subscribed(sequence, channel.members.list(), cached, resumption);
        countChanged(name, channel);
        return result;
    }

    private boolean isFullFor(@Nullable OccupiedChannel channel, Member member) {
        int members = channel == null ? 0 : channel.members.size();
        boolean isMember = channel != null && channel.members.has(member);
        return !isMember && Quotas.exceeds(members + 1L, app.quotas().get(Quota.MAX_PRESENCE_MEMBERS));
    }

    @Nullable
    Void unsubscribe(ChannelName name, @Nullable Member member) {
        OccupiedChannel channel = channels.get(name);
        if (channel == null) {
            return null;
        }
        channel.subscriptions--;
        if (member != null && channel.members.leave(member)) {
            webhookEvents.left(app, name, member.id());
            changed(ChannelChange.Kind.MEMBER_REMOVED, name, member);
            if (channel.subscriptions > 0) {
                send(name, new ServerMessage.MemberRemoved(name.value(), member.id()));
            }
        }
        if (channel.subscriptions == 0) {
            channels.remove(name);
            channelsByName.remove(name.value());
            webhookEvents.vacated(app, name);
            changed(ChannelChange.Kind.VACATED, name, null);
        } else {
            countChanged(name, channel);
        }
        return null;
    }

    private void changed(ChannelChange.Kind kind, ChannelName channel, @Nullable Member member) {
        ChannelChangeListener listener = changes.get();
        if (listener.isInterestedIn(key)) {
            listener.changed(key, new ChannelChange(kind, channel.value(), member == null ? null : member.id()));
        }
    }

    SignInResult signIn(UserId user, List<String> watchlist, @Nullable List<String> replaced) {
        if (replaced == null) {
            if (online.add(user.value())) {
                notifyWatchers(user, true);
            }
        } else {
            replaced.forEach(watched::remove);
        }
        watchlist.forEach(watched::add);
        Set<String> onlineUsers = new LinkedHashSet<>(watchlist);
        onlineUsers.removeIf(id -> !online.has(id));
        return new SignInResult(sequence, onlineUsers);
    }

    private void notifyWatchers(UserId user, boolean isOnline) {
        if (watched.has(user.value())) {
            List<String> who = List.of(user.value());
            ServerMessage change = isOnline
                    ? new ServerMessage.WatchlistEvents(who, List.of())
                    : new ServerMessage.WatchlistEvents(List.of(), who);
            send(new Topic.Watch(user.value()), change);
        }
    }

    PublishResult publish(Publication publication) {
        IdempotencyKey idempotencyKey = publication.key();
        PublishResult known = idempotencyKey == null ? null : idempotencyKeys.known(idempotencyKey);
        if (known != null) {
            return known;
        }
        PublishResult result = publishNow(publication);
        if (idempotencyKey != null && result instanceof PublishResult.Accepted accepted) {
            idempotencyKeys.add(idempotencyKey, accepted, IdempotencyKey.timeToLive(app));
        }
        return result;
    }

    private PublishResult publishNow(Publication publication) {
        Instant now = clock.instant();
        int number = publication.events().size();
        Integer monthly = app.quotas().get(Quota.EVENTS_PER_MONTH);
        if (monthly != null && usage.thisMonth(Usage.day(now)) + number > monthly) {
            return new PublishResult.OverMonth(Usage.restOfMonth(now));
        }
        Integer rate = app.quotas().get(Quota.EVENTS_PER_SECOND);
        if (rate != null && publication.weight() > 0) {
            Duration wait = take(publication.weight(), rate);
            if (wait.isPositive()) {
                return new PublishResult.OverRate(wait);
            }
        }
        usage.events(Usage.day(now), number);
        List<String> ids = publishAll(publication);
        return new PublishResult.Accepted(
                publication.counted()
                        ? publication.events().stream().map(this::counts).toList()
                        : List.of(),
                publication.withIds() ? ids : List.of(),
                false);
    }

    private Duration take(int weight, int rate) {
        long now = nanos();
        if (publishRate == null) {
            publishRate = new TokenBucket(rate, now);
        }
        return publishRate.take(weight, rate, now);
    }

    private long nanos() {
        return ChronoUnit.NANOS.between(Instant.EPOCH, clock.instant());
    }

    private List<String> publishAll(Publication publication) {
        FanOutTrace fanOut = publication.trace().fanOut();
        List<String> ids = publication.events().stream()
                .map(event -> switch (event.target()) {
                    case Topic.Channel(ChannelName name) -> publish(name, event, fanOut);
                    case Topic.User(UserId id) -> publish(id, event, fanOut);
                })
                .toList();
        fanOut.close();
        return ids;
    }

    /** Publishes an event to a user. It has no id. */
    private String publish(UserId user, Event event, FanOutTrace fanOut) {
        if (online.has(user.value())) {
            sequence++;
            send(event, Frame.of(event.toMessage()), fanOut);
        }
        return "";
    }

    /** Publishes an event to a channel, and returns its id, which is empty if the app has no history. */
    private String publish(ChannelName name, Event event, FanOutTrace fanOut) {
        boolean isOccupied = channels.containsKey(name);
        HistorySettings kept = app.history();
        if (isOccupied || kept.enabled()) {
            sequence++;
        }
        String id = kept.enabled() ? history.id(kept, sequence) : null;
        Frame frame = Frame.of(event.toMessage(), System.nanoTime(), id);
        boolean isFromBackend = event.source() instanceof Event.Backend;
        if (id != null && (isFromBackend || kept.clientEvents())) {
            history.add(kept, name.value(), sequence, frame.text(), event.except());
        }
        if (name.type().isCache() && isFromBackend) {
            cache.put(name, event, id, app.quotas().get(Quota.CACHE_TTL_SECONDS));
            webhookEvents.populated(name);
        }
        webhookEvents.published(app, name, event);
        if (isOccupied) {
            send(event, frame, fanOut);
        }
        return id == null ? "" : id;
    }

    private Counts counts(Event event) {
        return event.target() instanceof Topic.Channel(ChannelName name) ? counts(name) : Counts.NONE;
    }

    @Nullable
    Void terminate(UserId user, ErrorCode code) {
        if (online.has(user.value())) {
            inbox.receive(new Message(key, new Topic.User(user), ++sequence, new Message.Terminate(code)));
        }
        return null;
    }

    SortedMap<String, Long> channels(String prefix, String after, int max) {
        SortedMap<String, Long> found = new TreeMap<>();
        Map<String, OccupiedChannel> rest =
                after.isEmpty() ? channelsByName.tailMap(prefix, true) : channelsByName.tailMap(after, false);
        for (Map.Entry<String, OccupiedChannel> channel : rest.entrySet()) {
            if (found.size() == max || !channel.getKey().startsWith(prefix)) {
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
        OccupiedChannel channel = channels.get(name);
        return channel == null ? Counts.NONE : channel.counts();
    }

    List<String> users(ChannelName name) {
        OccupiedChannel channel = channels.get(name);
        return channel == null
                ? List.of()
                : channel.members.list().stream().map(Member::id).toList();
    }

    MemberPage members(ChannelName name, long cursor, int max) {
        OccupiedChannel channel = channels.get(name);
        List<Member> all = channel == null ? List.of() : channel.members.list();
        int from = (int) Math.min(all.size(), cursor);
        int end = Math.min(all.size(), from + max);
        return new MemberPage(List.copyOf(all.subList(from, end)), end < all.size() ? Integer.toString(end) : null);
    }

    HistoryResult history(ChannelName name, HistoryQuery query) {
        return history.read(app.history(), name.value(), query, sequence);
    }

    Usage.StoredEvents storedEvents() {
        return history.size();
    }

    Usage usage() {
        return usage.snapshot(today(), connections, channels.size(), history.size());
    }

    @Nullable
    Void countRejection(Quota quota) {
        usage.countRejection(today(), quota);
        return null;
    }

    private LocalDate today() {
        return Usage.day(clock.instant());
    }

    /** The number of webhook events that are held back. */
    int heldEvents() {
        return webhookEvents.held();
    }

    void deleteData() {
        cache.clear();
        webhookEvents.deleteData();
        usage.clear();
        history.clear(sequence);
        idempotencyKeys.clear();
        publishRate = null;
    }

    /** Drops what has expired, and sends the counts that are due. */
    void sweep() {
        cache.dropExpired();
        history.dropExpired(app.history());
        idempotencyKeys.dropExpired();
        webhookEvents.sweep(app);
        if (sendsCounts()) {
            long now = clock.millis();
            channels.forEach((name, channel) -> {
                if (channel.count.isDue(now)) {
                    sendCount(name, channel, now);
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
                && webhookEvents.isEmpty()
                && idempotencyKeys.isEmpty()
                && history.bytes() == 0
                && isRateFull();
    }

    private boolean isRateFull() {
        Integer rate = app.quotas().get(Quota.EVENTS_PER_SECOND);
        return publishRate == null || rate == null || publishRate.isFull(rate, nanos());
    }

    private boolean sendsCounts() {
        return app.subscriptionCounts() || app.sendsToWebhook(WebhookType.SUBSCRIPTION_COUNT);
    }

    private void countChanged(ChannelName name, OccupiedChannel channel) {
        if (!sendsCounts() || name.type().isPresence()) {
            return;
        }
        long now = clock.millis();
        if (channel.count.changed(channel.subscriptions, now)) {
            sendCount(name, channel, now);
        }
    }

    private void sendCount(ChannelName name, OccupiedChannel channel, long now) {
        channel.count.sent(now);
        if (app.subscriptionCounts()) {
            send(name, new ServerMessage.SubscriptionCount(name.value(), channel.subscriptions));
        }
        webhookEvents.counted(app, name, channel.subscriptions);
    }

    private void send(ChannelName channel, ServerMessage message) {
        send(new Topic.Channel(channel), message);
    }

    private void send(Topic topic, ServerMessage message) {
        inbox.receive(new Message(key, topic, ++sequence, new Message.SendFrame(Frame.of(message), null)));
    }

    private void send(Event event, Frame frame, FanOutTrace fanOut) {
        Message.SendFrame content = new Message.SendFrame(frame, event.except());
        inbox.receive(new Message(key, event.target(), sequence, content, fanOut));
    }

    /** A channel with at least one subscription. */
    private static final class OccupiedChannel {
        final MemberList members = new MemberList();
        final CountThrottle count = new CountThrottle();
        int subscriptions;

        Counts counts() {
            return new Counts(subscriptions, members.size());
        }
    }
}
