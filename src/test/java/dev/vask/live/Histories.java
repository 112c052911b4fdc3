package dev.vask.live;

import dev.vask.live.Step.Disconnect;
import dev.vask.live.Step.Publish;
import dev.vask.live.Step.SignIn;
import dev.vask.live.Step.Subscribe;
import dev.vask.live.Step.Tell;
import dev.vask.live.Step.Terminate;
import dev.vask.live.Step.Unsubscribe;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Random histories of a few sockets, users and channels: few, so that they meet. */
final class Histories {

    static final int SOCKETS = 6;
    static final List<String> CHANNELS = List.of("room", "cache-x", "presence-x", "presence-cache-x");
    static final List<String> USERS = List.of("ada", "bob", "carol");

    private Histories() {}

    static Arbitrary<List<Step>> all() {
        Arbitrary<Integer> sockets = Arbitraries.integers().between(0, SOCKETS - 1);
        Arbitrary<String> channels = Arbitraries.of(CHANNELS);
        Arbitrary<String> users = Arbitraries.of(USERS);
        Arbitrary<Integer> exceptOrNobody =
                Arbitraries.integers().between(0, SOCKETS - 1).injectNull(0.7);
        return Arbitraries.<Step>frequencyOf(
                        Tuple.of(
                                6, Combinators.combine(sockets, channels, users).as(Subscribe::new)),
                        Tuple.of(4, Combinators.combine(sockets, channels).as(Unsubscribe::new)),
                        Tuple.of(
                                2,
                                Combinators.combine(
                                                sockets,
                                                users,
                                                users.list().ofMaxSize(3).uniqueElements())
                                        .as(SignIn::new)),
                        Tuple.of(2, sockets.map(Disconnect::new)),
                        Tuple.of(
                                4,
                                Combinators.combine(channels.list().ofMinSize(1).ofMaxSize(3), exceptOrNobody)
                                        .as(Publish::new)),
                        Tuple.of(1, users.map(Tell::new)),
                        Tuple.of(1, users.map(Terminate::new)))
                .list()
                .ofMaxSize(60);
    }
}
