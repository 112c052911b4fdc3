package dev.vask.bench;

import java.util.List;

/** All scenarios, in the order in which they run, with their usual sizes. */
final class Scenarios {

    private static final Shape ONE_CHANNEL = new Shape(1_000, 1, 8, 200);
    private static final Shape QUIET = new Shape(100, 1, 2, 200);
    private static final Shape CHANNEL_EACH = new Shape(1_000, 1_000, 8, 200);

    private Scenarios() {}

    static List<Scenario> all(Settings settings) {
        Pace closedLoop = settings.pace(new Pace.Answered());
        Pace paced = new Pace.Fixed(settings.number("RATE", 50));
        return List.of(
                new ColdStart(settings),
                new Traffic("fanout", ONE_CHANNEL.with(settings), closedLoop, Traffic.Want.FANOUT, settings),
                new Traffic("paced", ONE_CHANNEL.with(settings), paced, Traffic.Want.PACED, settings),
                new Traffic("publish", CHANNEL_EACH.with(settings), closedLoop, Traffic.Want.PUBLISH, settings),
                new Connecting(settings),
                new Idle(settings),
                new Rates(ONE_CHANNEL.with(settings), settings),
                new Neighbour(QUIET.with(settings), settings),
                new ThroughRedis(CHANNEL_EACH.with(settings), settings));
    }
}
