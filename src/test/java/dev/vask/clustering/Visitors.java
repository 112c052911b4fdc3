package dev.vask.clustering;

import dev.vask.support.ReceivedFrame;
import dev.vask.support.PusherClient;
import dev.vask.support.TestApp;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** Ada and Bob, who come to one presence channel after the other and leave it; and what a backend has to hear of that. */
final class Visitors {

    /** How many channels they come to. */
    static final int CHANNELS = 100;

    private static final int STAY = 10;

    private final String prefix;
    private final TestApp elsewhere;
    private final CountDownLatch visits;
    private final List<Integer> uncertain = new ArrayList<>();
    private final PusherClient bob;
    private PusherClient ada;

    /**
     * Both are connected.
     *
     * @param doomed where Ada is, until it dies
     * @param safe   where Bob is
     * @param visits is counted down with each channel
     */
    Visitors(String prefix, TestApp doomed, TestApp safe, CountDownLatch visits) {
        this.prefix = prefix;
        this.elsewhere = safe;
        this.visits = visits;
        this.ada = doomed.connect();
        this.bob = safe.connect();
    }

    private String channel(int number) {
        return prefix + "-" + number;
    }

    /** All visits; each of them is on several channels at a time. */
    void comeAndGo() {
        for (int number = 0; number < CHANNELS + STAY; number++) {
            if (number < CHANNELS) {
                adaJoins(number);
                join(bob, channel(number), "bob");
                visits.countDown();
            }
            if (number >= STAY) {
                leave(channel(number - STAY));
            }
        }
        ada.abort();
        bob.abort();
    }

    /** Nobody can tell whether she was there, if the answer does not come. */
    private void adaJoins(int number) {
        try {
            join(ada, channel(number), "ada");
        } catch (AssertionError | RuntimeException dead) {
            uncertain.add(number);
            ada = elsewhere.connect();
        }
    }

    private static void join(PusherClient client, String channel, String user) {
        client.sendJoin(channel, "{\"user_id\":\"%s\"}".formatted(user));
        ReceivedFrame heard = client.next();
        while (!(heard.event().equals("pusher_internal:subscription_succeeded") && channel.equals(heard.channel()))) {
            heard = client.next(); // of other channels
        }
    }

    private void leave(String channel) {
        bob.unsubscribe(channel);
        try {
            ada.unsubscribe(channel);
        } catch (AssertionError | RuntimeException dead) {
            ada = elsewhere.connect();
        }
    }

    /** Adds by channel what the backend must hear, and what it may hear, each as name and user. */
    void tell(Map<String, List<String>> certain, Map<String, List<String>> possible) {
        for (int number = 0; number < CHANNELS; number++) {
            List<String> ofBob =
                    List.of("channel_occupied ", "member_added bob", "member_removed bob", "channel_vacated ");
            List<String> ofBoth = new ArrayList<>(ofBob);
            ofBoth.addAll(List.of("member_added ada", "member_removed ada"));
            certain.put(channel(number), uncertain.contains(number) ? ofBob : ofBoth);
            possible.put(channel(number), ofBoth);
        }
    }
}
