package dev.vask.clustering;

import dev.vask.support.BackgroundTasks;
import dev.vask.support.PusherClient;
import dev.vask.support.TestApp;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/** Clients that come and go, and a backend that publishes, so that what fails fails amid work. */
final class Load {

    private final BackgroundTasks works = new BackgroundTasks();

    private Load() {}

    /** Load on a presence channel of an app, by way of several instances; runs when this returns. */
    static Load on(TestApp backend, List<TestApp> edges, String channel) throws InterruptedException {
        Load load = new Load();
        load.repeat(() -> backend.backend().publish(channel, "noise", "{}"));
        for (TestApp edge : edges) {
            load.repeat(() -> comeAndGo(edge, channel));
        }
        Thread.sleep(500);
        return load;
    }

    private static void comeAndGo(TestApp edge, String channel) {
        PusherClient client = edge.connect("protocol=7").established();
        client.sendJoin(
                channel,
                "{\"user_id\":\"passer-by-%d\"}"
                        .formatted(ThreadLocalRandom.current().nextInt(5)));
        client.send("pusher:subscribe", Map.of("channel", "passage"));
        client.abort();
    }

    private void repeat(Runnable what) {
        works.repeat(number -> {
            try {
                what.run();
            } catch (RuntimeException | AssertionError e) {
                // what is loaded may be dead
            }
        });
    }

    /** Comes to an end; all that it did was done when this returns, but for what broke off. */
    void stop() {
        works.close();
    }
}
