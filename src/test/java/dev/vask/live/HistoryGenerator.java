package dev.vask.live;

import dev.vask.live.HistoryStep.Disconnect;
import dev.vask.live.HistoryStep.Publish;
import dev.vask.live.HistoryStep.PublishToUser;
import dev.vask.live.HistoryStep.SignIn;
import dev.vask.live.HistoryStep.Subscribe;
import dev.vask.live.HistoryStep.Terminate;
import dev.vask.live.HistoryStep.Unsubscribe;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Random histories of few connections, users and channels, so that steps affect each other. */
final class HistoryGenerator {

    static final int CONNECTIONS = 6;
    static final List<String> CHANNELS = List.of("room", "cache-x", "presence-x", "presence-cache-x");
    static final List<String> USERS = List.of("ada", "bob", "carol");

    private HistoryGenerator() {}

    static Arbitrary<List<HistoryStep>> all() {
        Arbitrary<Integer> connections = Arbitraries.integers().between(0, CONNECTIONS - 1);
        Arbitrary<String> channels = Arbitraries.of(CHANNELS);
        Arbitrary<String> users = Arbitraries.of(USERS);
        Arbitrary<Integer> exceptOrNull =
                Arbitraries.integers().between(0, CONNECTIONS - 1).injectNull(0.7);
        return Arbitraries.<HistoryStep>frequencyOf(
                        Tuple.of(
                                6,
                                Combinators.combine(connections, channels, users)
                                        .as(Subscribe::new)),
                        Tuple.of(4, Combinators.combine(connections, channels).as(Unsubscribe::new)),
                        Tuple.of(
                                2,
                                Combinators.combine(
                                                connections,
                                                users,
                                                users.list().ofMaxSize(3).uniqueElements())
                                        .as(SignIn::new)),
                        Tuple.of(2, connections.map(Disconnect::new)),
                        Tuple.of(
                                4,
                                Combinators.combine(channels.list().ofMinSize(1).ofMaxSize(3), exceptOrNull)
                                        .as(Publish::new)),
                        Tuple.of(1, users.map(PublishToUser::new)),
                        Tuple.of(1, users.map(Terminate::new)))
                .list()
                .ofMaxSize(60);
    }
}
