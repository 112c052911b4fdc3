package dev.vask.live.redis;

import dev.vask.apps.App;
import dev.vask.live.Departure;
import dev.vask.live.Event;
import dev.vask.live.Publication;
import dev.vask.live.Topic;
import dev.vask.protocol.ChannelName;
import dev.vask.protocol.Frame;
import dev.vask.protocol.Member;
import dev.vask.protocol.ServerMessage;
import dev.vask.protocol.UserId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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

    private static void addAll(List<String> arguments, List<String> ids) {
        arguments.add(Integer.toString(ids.size()));
        arguments.addAll(ids);
    }

    static List<String> of(App app, Publication publication) {
        List<String> arguments = new ArrayList<>();
        arguments.add(Integer.toString(publication.weight()));
        arguments.add(limit(app.quotas().eventsPerSecond()));
        arguments.add(publication.counted() ? YES : NO);
        arguments.add(Integer.toString(publication.events().size()));
        for (Event event : publication.events()) {
            add(arguments, app, event);
        }
        return arguments;
    }

    private static void add(List<String> arguments, App app, Event event) {
        switch (event.target()) {
            case Topic.Channel(ChannelName name) -> {
                boolean cached = name.type().isCache() && event.source() instanceof Event.Backend;
                arguments.addAll(List.of("c", name.value(), except(event), frame(event), cached ? ttl(app) : ""));
                if (cached) {
                    arguments.addAll(List.of(event.name(), event.data()));
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

    /** For {@link Script#RESTORE}: the calls that tell all that this node holds of an app. */
    static List<List<String>> restored(Holdings holdings) {
        App app = holdings.app();
        List<List<String>> all = new ArrayList<>();
        all.add(restored(counted(app), "conn", holdings.connections()));
        holdings.users().forEach((id, count) -> all.add(restored(counted(app), "u" + id, count)));
        holdings.watched().forEach((id, count) -> all.add(restored(counted(app), "w" + id, count)));
        holdings.channels().forEach((channel, occupancy) -> all.add(restored(app, channel, occupancy)));
        return all;
    }

    private static List<String> restored(App app, ChannelName channel, Holdings.Occupancy occupancy) {
        List<String> arguments = new ArrayList<>();
        arguments.add(counted(app));
        arguments.add("c" + channel);
        arguments.add(Integer.toString(occupancy.subscriptions()));
        arguments.add(Integer.toString(occupancy.members().size()));
        for (Holdings.Presence presence : occupancy.members()) {
            Member member = presence.member();
            arguments.add(member.id());
            arguments.add(Integer.toString(presence.connections()));
            arguments.add(member.info());
            arguments.add(joined(channel, member));
        }
        return arguments;
    }

    /** For {@link Script#RESTORE}: how often this node holds anything else, or a channel that it holds no more. */
    static List<String> restored(String counted, String held, int count) {
        return List.of(counted, held, Integer.toString(count), "0");
    }
}
