package dev.vask.clustering;

import dev.vask.support.PusherClient;
import dev.vask.support.ReceivedFrame;
import dev.vask.support.TestApp;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** Two users, ada and bob, who join and leave many presence channels, and the webhook events that are expected for that. */
final class PresenceChurn {

    /** The number of channels. */
    static final int CHANNELS = 100;

    private static final int OVERLAP = 10;

    private final String prefix;
    private final TestApp fallback;
    private final CountDownLatch joined;
    private final List<Integer> unconfirmed = new ArrayList<>();
    private final PusherClient bob;
    private PusherClient ada;

    /**
     * Connects both.
     *
     * @param crashing  the node of ada, which crashes
     * @param surviving the node of bob
     * @param joined    is counted down for each channel
     */
    PresenceChurn(String prefix, TestApp crashing, TestApp surviving, CountDownLatch joined) {
        this.prefix = prefix;
        this.fallback = surviving;
        this.joined = joined;
        this.ada = crashing.connect();
        this.bob = surviving.connect();
    }

    private String channel(int number) {
        return prefix + "-" + number;
    }

    /** Joins and leaves all channels. Both are on several channels at a time. */
    void joinAndLeaveAll() {
        for (int number = 0; number < CHANNELS + OVERLAP; number++) {
            if (number < CHANNELS) {
                adaJoins(number);
                join(bob, channel(number), "bob");
                joined.countDown();
            }
            if (number >= OVERLAP) {
                leave(channel(number - OVERLAP));
            }
        }
        ada.abort();
        bob.abort();
    }

    /** If there is no response, it is unknown whether ada has joined. */
    private void adaJoins(int number) {
        try {
            join(ada, channel(number), "ada");
        } catch (AssertionError | RuntimeException crashed) {
            unconfirmed.add(number);
            ada = fallback.connect();
        }
    }

    private static void join(PusherClient client, String channel, String user) {
        client.sendJoin(channel, "{\"user_id\":\"%s\"}".formatted(user));
        ReceivedFrame frame = client.next();
        while (!(frame.event().equals("pusher_internal:subscription_succeeded") && channel.equals(frame.channel()))) {
            frame = client.next(); // skip frames of other channels
        }
    }

    private void leave(String channel) {
        bob.unsubscribe(channel);
        try {
            ada.unsubscribe(channel);
        } catch (AssertionError | RuntimeException crashed) {
            ada = fallback.connect();
        }
    }

    /** Adds by channel the events that must be sent and those that may be sent, each as name and user. */
    void addExpected(Map<String, List<String>> certain, Map<String, List<String>> possible) {
        for (int number = 0; number < CHANNELS; number++) {
            List<String> bobEvents =
                    List.of("channel_occupied ", "member_added bob", "member_removed bob", "channel_vacated ");
            List<String> bothEvents = new ArrayList<>(bobEvents);
            bothEvents.addAll(List.of("member_added ada", "member_removed ada"));
            certain.put(channel(number), unconfirmed.contains(number) ? bobEvents : bothEvents);
            possible.put(channel(number), bothEvents);
        }
    }
}
