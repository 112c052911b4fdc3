package dev.vask.live.redis;

import dev.vask.apps.App;
import dev.vask.apps.Quota;
import dev.vask.live.Disconnection;
import dev.vask.live.Event;
import dev.vask.live.Publication;
import dev.vask.live.Topic;
import dev.vask.live.Usage;
import dev.vask.protocol.ChannelName;
import dev.vask.protocol.Frame;
import dev.vask.protocol.Member;
import dev.vask.protocol.ServerMessage;
import dev.vask.protocol.UserId;
import dev.vask.protocol.WebhookType;
import java.time.Duration;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes the arguments that each script names at its top. */
final class ScriptArguments {

    private static final String YES = "1";
    private static final String NO = "0";
    private static final String UNLIMITED = "-1";

    /** The length of what {@link #restored} returns. */
    static final int RESTORE_HEAD = 2;

    private ScriptArguments() {}

    static String limit(@Nullable Integer quota) {
        return quota == null ? UNLIMITED : quota.toString();
    }

    /** Whether subscribers are told how many they are (12.1). */
    static String counted(App app) {
        return app.subscriptionCounts() ? YES : NO;
    }

    static List<String> of(App app, ChannelName channel, @Nullable Member member) {
        String mostChannels = limit(app.quotas().get(Quota.MAX_CHANNELS));
        if (member == null) {
            return List.of(counted(app), channel.value(), mostChannels);
        }
        return List.of(
                counted(app),
                channel.value(),
                mostChannels,
                member.id(),
                member.info(),
                joined(channel, member),
                limit(app.quotas().get(Quota.MAX_PRESENCE_MEMBERS)));
    }

    private static String joined(ChannelName channel, Member member) {
        return Frame.of(new ServerMessage.MemberAdded(channel.value(), member)).text();
    }

    /** For {@link LuaScript#DISCONNECT}. */
    static List<String> of(App app, Disconnection held) {
        List<String> arguments = new ArrayList<>();
        UserId user = held.user();
        arguments.add(counted(app));
        arguments.add(user == null ? "" : user.value());
        addAll(arguments, held.watchlist());
        addSubscriptions(arguments, held.subscriptions());
        return arguments;
    }

    /** For {@link LuaScript#UNSUBSCRIBE}. */
    static List<String> of(App app, List<Disconnection.Held> subscriptions) {
        List<String> arguments = new ArrayList<>();
        arguments.add(counted(app));
        addSubscriptions(arguments, subscriptions);
        return arguments;
    }

    private static void addSubscriptions(List<String> arguments, List<Disconnection.Held> subscriptions) {
        arguments.add(Integer.toString(subscriptions.size()));
        for (Disconnection.Held it : subscriptions) {
            Member member = it.member();
            arguments.add(it.channel().value());
            arguments.add(member == null ? "" : member.id());
        }
    }

    static List<String> of(UserId user, List<String> watchlist, @Nullable List<String> replaced) {
        List<String> arguments = new ArrayList<>();
        arguments.add(user.value());
        arguments.add(replaced == null ? YES : NO);
        addAll(arguments, replaced == null ? List.of() : replaced);
        addAll(arguments, watchlist);
        return arguments;
    }

    private static void addAll(List<String> arguments, Collection<String> ids) {
        arguments.add(Integer.toString(ids.size()));
        arguments.addAll(ids);
    }

    /**
     * For {@link LuaScript#PUBLISH}.
     *
     * @param trace context of a trace, or empty
     */
    static List<String> of(App app, Publication publication, LocalDate day, String trace) {
        List<String> arguments = new ArrayList<>();
        arguments.add(Integer.toString(publication.weight()));
        arguments.add(limit(app.quotas().get(Quota.EVENTS_PER_SECOND)));
        arguments.add(limit(app.quotas().get(Quota.EVENTS_PER_MONTH)));
        arguments.add(day.toString());
        arguments.add(publication.counted() ? YES : NO);
        arguments.add(trace);
        arguments.add(Integer.toString(publication.events().size()));
        for (Event event : publication.events()) {
            add(arguments, app, event);
        }
        return arguments;
    }

    /** For {@link LuaScript#USAGE}. */
    static List<String> usage(LocalDate today) {
        List<String> arguments = new ArrayList<>();
        addAll(arguments, Usage.months(today).stream().map(YearMonth::toString).toList());
        return arguments;
    }

    /** For {@link LuaScript#USED_RESTORE}. */
    static List<String> of(YearMonth month, Map<LocalDate, Long> days) {
        List<String> arguments = new ArrayList<>();
        arguments.add(month.toString());
        arguments.add(Integer.toString(days.size()));
        days.forEach((day, events) -> arguments.addAll(List.of(day.toString(), events.toString())));
        return arguments;
    }

    private static void add(List<String> arguments, App app, Event event) {
        switch (event.target()) {
            case Topic.Channel(ChannelName name) -> {
                boolean cached = name.type().isCache() && event.source() instanceof Event.Backend;
                arguments.addAll(List.of("c", name.value(), except(event), frame(event)));
                if (cached) {
                    arguments.addAll(List.of(ttl(app), event.name(), event.data()));
                } else if (event.source() instanceof Event.Client it && app.reports(WebhookType.CLIENT_EVENT)) {
                    String user = it.userId() == null ? "" : it.userId();
                    arguments.addAll(List.of("report", event.name(), event.data(), user));
                } else {
                    arguments.add("");
                }
            }
            case Topic.User(UserId id) -> arguments.addAll(List.of("u", id.value(), except(event), frame(event), ""));
        }
    }

    private static String except(Event event) {
        return event.except() == null ? "" : event.except().value();
    }

    private static String frame(Event event) {
        return Frame.of(event.toMessage()).text();
    }

    private static String ttl(App app) {
        Integer seconds = app.quotas().get(Quota.CACHE_TTL_SECONDS);
        return seconds == null
                ? UNLIMITED
                : Long.toString(Duration.ofSeconds(seconds).toMillis());
    }

    /** What all arguments for {@link LuaScript#RESTORE} begin with. */
    static List<String> restored(App app, boolean tell) {
        return List.of(counted(app), tell ? YES : NO);
    }

    /** For {@link LuaScript#GONE}: one call for so many subscriptions and users at most. */
    static List<List<String>> of(PendingReleases pendingReleases, int slice) {
        List<List<String>> all = new ArrayList<>();
        for (List<PendingReleases.Subscription> some : Slices.of(List.copyOf(pendingReleases.subscriptions()), slice)) {
            all.add(gone(pendingReleases.app(), some, List.of()));
        }
        for (List<String> some : Slices.of(List.copyOf(pendingReleases.users()), slice)) {
            all.add(gone(pendingReleases.app(), List.of(), some));
        }
        return all;
    }

    private static List<String> gone(App app, List<PendingReleases.Subscription> subscriptions, List<String> users) {
        List<String> arguments = new ArrayList<>();
        arguments.add(counted(app));
        arguments.add(Integer.toString(subscriptions.size()));
        for (PendingReleases.Subscription gone : subscriptions) {
            arguments.add(gone.channel().value());
            arguments.add(gone.user());
        }
        addAll(arguments, users);
        return arguments;
    }
}
