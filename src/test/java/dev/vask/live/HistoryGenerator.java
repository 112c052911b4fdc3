package dev.vask.live;

import dev.vask.apps.HistorySettings;
import dev.vask.live.HistoryStep.After;
import dev.vask.live.HistoryStep.AwaitPropagation;
import dev.vask.live.HistoryStep.ChangeSettings;
import dev.vask.live.HistoryStep.Disconnect;
import dev.vask.live.HistoryStep.Publish;
import dev.vask.live.HistoryStep.PublishFromClient;
import dev.vask.live.HistoryStep.PublishToUser;
import dev.vask.live.HistoryStep.ReadStored;
import dev.vask.live.HistoryStep.SignIn;
import dev.vask.live.HistoryStep.Subscribe;
import dev.vask.live.HistoryStep.Terminate;
import dev.vask.live.HistoryStep.Unsubscribe;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.Tuple;
import org.jspecify.annotations.Nullable;

/** Random histories of few connections, users and channels, so that steps affect each other. */
final class HistoryGenerator {

    static final int CONNECTIONS = 6;
    static final List<String> CHANNELS = List.of("room", "cache-x", "presence-x", "presence-cache-x");
    static final List<String> USERS = List.of("ada", "bob", "carol");

    /** A day, so that no event expires in a history. */
    private static final int LONG = 86_400;

    private static final Arbitrary<Integer> CONNECTION = Arbitraries.integers().between(0, CONNECTIONS - 1);
    private static final Arbitrary<String> CHANNEL = Arbitraries.of(CHANNELS);
    private static final Arbitrary<String> BUSY_CHANNEL = Arbitraries.of("room", "presence-cache-x");
    private static final Arbitrary<String> USER = Arbitraries.of(USERS);
    private static final Arbitrary<Boolean> RARELY = Arbitraries.frequency(Tuple.of(3, false), Tuple.of(1, true));

    private HistoryGenerator() {}

    /** Steps of all kinds. */
    static Arbitrary<List<HistoryStep>> all() {
        return Arbitraries.<HistoryStep>frequencyOf(
                        Tuple.of(6, subscribe(CHANNEL)),
                        Tuple.of(4, unsubscribe(CHANNEL)),
                        Tuple.of(
                                2,
                                Combinators.combine(
                                                CONNECTION,
                                                USER,
                                                USER.list().ofMaxSize(3).uniqueElements())
                                        .as(SignIn::new)),
                        Tuple.of(2, CONNECTION.map(Disconnect::new)),
                        Tuple.of(4, publish(CHANNEL)),
                        Tuple.of(1, publishFromClient(CHANNEL)),
                        Tuple.of(1, readStored(CHANNEL)),
                        Tuple.of(1, changeSettings()),
                        Tuple.of(1, Arbitraries.create(AwaitPropagation::new)),
                        Tuple.of(1, USER.map(PublishToUser::new)),
                        Tuple.of(1, USER.map(Terminate::new)))
                .list()
                .ofMaxSize(60);
    }

    /** Events and resumptions on two channels. The settings change in some histories. */
    static Arbitrary<List<HistoryStep>> recoveries() {
        return Arbitraries.oneOf(
                recoveries(Arbitraries.frequencyOf(
                        Tuple.of(1, changeSettings()), Tuple.of(1, Arbitraries.create(AwaitPropagation::new)))),
                recoveriesWithoutChanges());
    }

    /** The same where the settings do not change. */
    static Arbitrary<List<HistoryStep>> recoveriesWithoutChanges() {
        return recoveries(publish(BUSY_CHANNEL));
    }

    private static Arbitrary<List<HistoryStep>> recoveries(Arbitrary<? extends HistoryStep> other) {
        return Arbitraries.<HistoryStep>frequencyOf(
                        Tuple.of(6, publish(BUSY_CHANNEL)),
                        Tuple.of(6, subscribe(BUSY_CHANNEL)),
                        Tuple.of(4, unsubscribe(BUSY_CHANNEL)),
                        Tuple.of(2, readStored(BUSY_CHANNEL)),
                        Tuple.of(1, publishFromClient(BUSY_CHANNEL)),
                        Tuple.of(1, other))
                .list()
                .ofMaxSize(40)
                .withSizeDistribution(RandomDistribution.uniform());
    }

    private static Arbitrary<ChangeSettings> changeSettings() {
        return settings().map(ChangeSettings::new);
    }

    private static Arbitrary<Subscribe> subscribe(Arbitrary<String> channels) {
        return Combinators.combine(CONNECTION, channels, USER, after().injectNull(0.2), RARELY)
                .as(Subscribe::new);
    }

    private static Arbitrary<Unsubscribe> unsubscribe(Arbitrary<String> channels) {
        return Combinators.combine(CONNECTION, channels).as(Unsubscribe::new);
    }

    private static Arbitrary<@Nullable After> after() {
        return Arbitraries.frequencyOf(
                Tuple.of(2, Arbitraries.create(After.Current::new)),
                Tuple.of(8, Arbitraries.integers().between(0, 12).map(After.Known::new)),
                Tuple.of(1, Arbitraries.of(After.Unknown.class)));
    }

    private static Arbitrary<Publish> publish(Arbitrary<String> channels) {
        Arbitrary<Integer> padding = Arbitraries.frequency(Tuple.of(8, 0), Tuple.of(3, 300), Tuple.of(1, 1_500));
        Arbitrary<HistoryStep.Key> keys = Combinators.combine(
                        Arbitraries.of("key 1;ü", "key 2"), Arbitraries.frequency(Tuple.of(3, "aa"), Tuple.of(1, "ab")))
                .as(HistoryStep.Key::new);
        return Combinators.combine(
                        channels.list().ofMinSize(1).ofMaxSize(3),
                        CONNECTION.injectNull(0.7),
                        padding,
                        keys.injectNull(0.8),
                        RARELY)
                .as(Publish::new);
    }

    private static Arbitrary<PublishFromClient> publishFromClient(Arbitrary<String> channels) {
        return Combinators.combine(CONNECTION, channels).as(PublishFromClient::new);
    }

    private static Arbitrary<ReadStored> readStored(Arbitrary<String> channels) {
        return Combinators.combine(
                        channels,
                        after().injectNull(0.4),
                        Arbitraries.of(false, true),
                        Arbitraries.integers().between(1, 6))
                .as(ReadStored::new);
    }

    /** Settings whose limits some histories reach. The channels together stay below the limits of an app. */
    static Arbitrary<HistorySettings> settings() {
        return Combinators.combine(
                        Arbitraries.frequency(Tuple.of(5, true), Tuple.of(1, false)),
                        Arbitraries.of(1, 3, 8, 300),
                        Arbitraries.of(1_024, 4_096),
                        Arbitraries.of(false, true))
                .as((enabled, events, bytes, clientEvents) ->
                        new HistorySettings(enabled, events, LONG, bytes, clientEvents, 0));
    }
}
