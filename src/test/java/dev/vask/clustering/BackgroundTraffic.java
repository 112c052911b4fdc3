package dev.vask.clustering;

import dev.vask.support.BackgroundTasks;
import dev.vask.support.PusherClient;
import dev.vask.support.TestApp;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/** Clients that connect and disconnect, and a backend that publishes, in the background of a test. */
final class BackgroundTraffic {

    private final BackgroundTasks tasks = new BackgroundTasks();

    private BackgroundTraffic() {}

    /** Starts traffic on a presence channel of an app through several nodes. */
    static BackgroundTraffic on(TestApp backend, List<TestApp> edges, String channel) throws InterruptedException {
        BackgroundTraffic traffic = new BackgroundTraffic();
        traffic.repeat(() -> backend.backend().publish(channel, "noise", "{}"));
        for (TestApp edge : edges) {
            traffic.repeat(() -> joinAndAbort(edge, channel));
        }
        Thread.sleep(500);
        return traffic;
    }

    private static void joinAndAbort(TestApp edge, String channel) {
        PusherClient client = edge.connect("protocol=7").established();
        client.sendJoin(
                channel,
                "{\"user_id\":\"visitor-%d\"}"
                        .formatted(ThreadLocalRandom.current().nextInt(5)));
        client.send("pusher:subscribe", Map.of("channel", "other"));
        client.abort();
    }

    private void repeat(Runnable action) {
        tasks.repeat(number -> {
            try {
                action.run();
            } catch (RuntimeException | AssertionError e) {
                // the node may have crashed
            }
        });
    }

    /** Stops the traffic and waits until it has stopped. */
    void stop() {
        tasks.close();
    }
}
