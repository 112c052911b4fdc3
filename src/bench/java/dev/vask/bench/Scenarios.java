package dev.vask.bench;

import java.util.List;

/** All scenarios in the order in which they run, with their default sizes. */
final class Scenarios {

    private static final LoadProfile ONE_CHANNEL = new LoadProfile(1_000, 1, 8, 200);
    private static final LoadProfile QUIET_APP = new LoadProfile(100, 1, 2, 200);
    private static final LoadProfile TEN_TO_A_CHANNEL = new LoadProfile(1_000, 100, 32, 200);
    private static final LoadProfile ONE_CHANNEL_EACH = new LoadProfile(1_000, 1_000, 8, 200);

    private Scenarios() {}

    static List<Scenario> all(Settings settings) {
        PublishPacing closedLoop = settings.pacing(new PublishPacing.AfterResponse());
        PublishPacing fixedRate = new PublishPacing.FixedRate(settings.positiveInt("RATE", 50));
        return List.of(
                new StartScenario(settings),
                new TrafficScenario(
                        "fanout", ONE_CHANNEL.with(settings), closedLoop, TrafficScenario.Targets.FANOUT, settings),
                new TrafficScenario(
                        "paced", ONE_CHANNEL.with(settings), fixedRate, TrafficScenario.Targets.PACED, settings),
                new TrafficScenario(
                        "publish",
                        ONE_CHANNEL_EACH.with(settings),
                        closedLoop,
                        TrafficScenario.Targets.PUBLISH,
                        settings),
                new ConnectScenario("connect", false, settings),
                new IdleScenario(settings),
                new RatesScenario(ONE_CHANNEL.with(settings), settings),
                new NoisyNeighbourScenario(QUIET_APP.with(settings), settings),
                new RedisScenario(ONE_CHANNEL_EACH.with(settings), settings),
                new ClusterScenario(TEN_TO_A_CHANNEL.with(settings), settings),
                new ConnectScenario("connect-cluster", true, settings),
                new StormScenario(settings),
                new RushScenario(settings),
                new ScaleScenario(settings),
                new FirstSecondsScenario(settings),
                new RecoveryScenario(),
                new FunctionScenario(settings));
    }
}
