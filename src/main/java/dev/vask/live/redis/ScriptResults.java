package dev.vask.live.redis;

import dev.vask.apps.Quota;
import dev.vask.apps.Quotas;
import dev.vask.live.CachedEvent;
import dev.vask.live.Counts;
import dev.vask.live.PublishResult;
import dev.vask.live.SignInResult;
import dev.vask.live.SubscribeResult;
import dev.vask.live.Usage;
import dev.vask.protocol.Member;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads what the scripts return. */
final class ScriptResults {

    /** The cursor with which a read in pages begins, and which its last page returns. */
    static final String FIRST_CURSOR = "0";

    private ScriptResults() {}

    static List<String> strings(Response answer) {
        List<String> all = new ArrayList<>(answer.size());
        for (Response item : answer) {
            all.add(item.toString());
        }
        return all;
    }

    static PublishResult published(Response answer, Instant now) {
        return switch (answer.get(0).toString()) {
            case "over" ->
                new PublishResult.OverRate(Duration.ofMillis(answer.get(1).toLong()));
            case "over month" -> new PublishResult.OverMonth(Usage.restOfMonth(now));
            default -> accepted(answer.get(1));
        };
    }

    private static PublishResult accepted(Response pairs) {
        List<Counts> counts = new ArrayList<>();
        for (Response pair : pairs) {
            counts.add(counts(pair.get(0), pair.get(1)));
        }
        return new PublishResult.Accepted(counts);
    }

    /** The outcome of a subscription under these quotas. */
    static SubscribeResult subscribed(Response answer, Quotas quotas) {
        return switch (answer.get(1).toString()) {
            case "channels" ->
                new SubscribeResult.TooManyChannels(Objects.requireNonNull(quotas.get(Quota.MAX_CHANNELS)));
            case "full" -> new SubscribeResult.Full(Objects.requireNonNull(quotas.get(Quota.MAX_PRESENCE_MEMBERS)));
            default -> new SubscribeResult.Begun(answer.get(2).toLong(), roster(answer.get(3)), cached(answer.get(4)));
        };
    }

    /** Names of channels and how many members each has. */
    static SortedMap<String, Long> channels(Response pairs) {
        return new TreeMap<>(numbers(pairs, name -> name));
    }

    /** Members and the sequence at which each joined. */
    static Map<String, Long> arrivals(Response pairs) {
        return numbers(pairs, user -> user);
    }

    static Usage usage(Response answer, LocalDate today) {
        return new Usage(
                answer.get(0).toLong(),
                answer.get(1).toLong(),
                today,
                days(answer.get(2)),
                numbers(answer.get(3), quota -> quota));
    }

    static Map<LocalDate, Long> days(Response pairs) {
        return numbers(pairs, LocalDate::parse);
    }

    private static <K> Map<K, Long> numbers(Response pairs, Function<String, K> key) {
        Map<K, Long> numbers = new HashMap<>();
        for (int i = 0; i + 1 < pairs.size(); i += 2) {
            numbers.put(key.apply(pairs.get(i).toString()), pairs.get(i + 1).toLong());
        }
        return numbers;
    }

    static Counts counts(Response subscriptions, Response users) {
        return new Counts(subscriptions.toLong(), users.toLong());
    }

    static SignInResult signedIn(Response answer) {
        return new SignInResult(answer.get(0).toLong(), new LinkedHashSet<>(strings(answer.get(1))));
    }

    static @Nullable CachedEvent cached(Response event) {
        if (event.size() == 0) {
            return null;
        }
        long left = event.get(2).toLong();
        return new CachedEvent(
                event.get(0).toString(), event.get(1).toString(), left < 0 ? null : Duration.ofMillis(left));
    }

    /** The members of a hash {@code m}, in order of arrival. */
    static List<Member> roster(Response members) {
        List<Arrival> arrivals = new ArrayList<>();
        if (members.isArray()) {
            for (int i = 0; i + 1 < members.size(); i += 2) {
                arrivals.add(
                        Arrival.of(members.get(i).toString(), members.get(i + 1).toString()));
            }
        }
        arrivals.sort(Comparator.comparingLong(Arrival::at));
        return arrivals.stream().map(Arrival::member).toList();
    }

    /** A member and the sequence at which it joined. */
    private record Arrival(long at, Member member) {

        static Arrival of(String user, String entry) {
            int first = entry.indexOf(';');
            int second = entry.indexOf(';', first + 1);
            return new Arrival(Long.parseLong(entry, 0, first, 10), new Member(user, entry.substring(second + 1)));
        }
    }
}
