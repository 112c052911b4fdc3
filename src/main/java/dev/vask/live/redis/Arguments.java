package dev.vask.live.redis;

import dev.vask.apps.App;
import dev.vask.live.Departure;
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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes the arguments that each script names at its top. */
final class Arguments {

    private static final String YES = "1";
    private static final String NO = "0";
    private static final String UNLIMITED = "-1";

    private Arguments() {}

    static String limit(@Nullable Integer quota) {
        return quota == null ? UNLIMITED : quota.toString();
    }

    /** Whether subscribers are told how many they are (12.1). */
    static String counted(App app) {
        return app.subscriptionCounts() ? YES : NO;
    }

    static List<String> of(App app, ChannelName channel, @Nullable Member member) {
        if (member == null) {
            return List.of(counted(app), channel.value());
        }
        return List.of(
                counted(app),
                channel.value(),
                member.id(),
                member.info(),
                joined(channel, member),
                limit(app.quotas().maxPresenceMembers()));
    }

    private static String joined(ChannelName channel, Member member) {
        return Frame.of(new ServerMessage.MemberAdded(channel.value(), member)).text();
    }

    static List<String> of(App app, Departure held) {
        List<String> arguments = new ArrayList<>();
        UserId user = held.user();
        arguments.add(counted(app));
        arguments.add(user == null ? "" : user.value());
        addAll(arguments, held.watchlist());
        arguments.add(Integer.toString(held.subscriptions().size()));
        for (Departure.Held it : held.subscriptions()) {
            Member member = it.member();
            arguments.add(it.channel().value());
            arguments.add(member == null ? "" : member.id());
        }
        return arguments;
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
     * For {@link Script#PUBLISH}.
     *
     * @param trace context of a trace, empty if there is none
     */
    static List<String> of(App app, Publication publication, LocalDate day, String trace) {
        List<String> arguments = new ArrayList<>();
        arguments.add(Integer.toString(publication.weight()));
        arguments.add(limit(app.quotas().eventsPerSecond()));
        arguments.add(limit(app.quotas().eventsPerMonth()));
        arguments.add(day.toString());
        arguments.add(publication.counted() ? YES : NO);
        arguments.add(trace);
        arguments.add(Integer.toString(publication.events().size()));
        for (Event event : publication.events()) {
            add(arguments, app, event);
        }
        return arguments;
    }

    /** For {@link Script#USAGE}. */
    static List<String> usage(LocalDate today) {
        List<String> arguments = new ArrayList<>();
        addAll(arguments, Usage.months(today).stream().map(YearMonth::toString).toList());
        return arguments;
    }

    /** For {@link Script#USED_RESTORE}. */
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
        Integer seconds = app.quotas().cacheTtlSeconds();
        return seconds == null ? UNLIMITED : Long.toString(Duration.ofSeconds(seconds).toMillis());
    }

    /** For {@link Script#RESTORE}: the calls that make Redis, which knows of {@code known}, know what this node holds of an app. */
    static List<List<String>> restored(Holdings holdings, Set<String> known, boolean tell) {
        Set<String> surplus = new HashSet<>(known);
        List<List<String>> all = new ArrayList<>();
        List<String> head = List.of(counted(holdings.app()), tell ? YES : NO);
        all.add(restored(head, "conn", holdings.connections()));
        holdings.users().forEach((id, count) -> all.add(restored(head, "u" + id, count)));
        holdings.watched().forEach((id, count) -> all.add(restored(head, "w" + id, count)));
        holdings.channels().forEach((channel, occupancy) -> all.add(restored(head, channel, occupancy)));
        all.forEach(arguments -> surplus.remove(arguments.get(head.size())));
        surplus.forEach(gone -> all.add(restored(head, gone, 0)));
        return all;
    }

    private static List<String> restored(List<String> head, ChannelName channel, Holdings.Occupancy occupancy) {
        List<String> arguments = new ArrayList<>(head);
        arguments.add("c" + channel);
        arguments.add(Integer.toString(occupancy.subscriptions()));
        arguments.add(Integer.toString(occupancy.members().size()));
        for (Holdings.Presence presence : occupancy.members()) {
            arguments.add(presence.member().id());
            arguments.add(Integer.toString(presence.connections()));
            arguments.add(presence.member().info());
        }
        return arguments;
    }

    private static List<String> restored(List<String> head, String held, int count) {
        List<String> arguments = new ArrayList<>(head);
        arguments.addAll(List.of(held, Integer.toString(count), "0"));
        return arguments;
    }

    /** For {@link Script#GONE}. */
    static List<String> of(Farewells farewells) {
        List<String> arguments = new ArrayList<>();
        arguments.add(counted(farewells.app()));
        arguments.add(Integer.toString(farewells.subscriptions().size()));
        for (Farewells.Subscription gone : farewells.subscriptions()) {
            arguments.add(gone.channel().value());
            arguments.add(gone.user());
        }
        addAll(arguments, farewells.users());
        return arguments;
    }
}
