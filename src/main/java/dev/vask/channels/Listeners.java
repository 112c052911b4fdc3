package dev.vask.channels;

import dev.vask.live.Message;
import java.util.ArrayList;
import java.util.List;

/** The subscriptions of one lane to one topic: an array to run along, from which any one can be taken in constant time. */
final class Listeners {

    /** The place of a subscription that is not among any listeners. */
    static final int NOWHERE = -1;

    private final List<Subscription> subscriptions = new ArrayList<>(1);

    Subscription add(Subscription subscription) {
        subscription.place = subscriptions.size();
        subscriptions.add(subscription);
        return subscription;
    }

    /** Takes a subscription out, putting the last in its place; false if it was not here. */
    boolean remove(Subscription subscription) {
        int place = subscription.place;
        if (place == NOWHERE) {
            return false;
        }
        Subscription last = subscriptions.removeLast();
        if (last != subscription) {
            subscriptions.set(place, last);
            last.place = place;
        }
        subscription.place = NOWHERE;
        return true;
    }

    boolean isEmpty() {
        return subscriptions.isEmpty();
    }

    int size() {
        return subscriptions.size();
    }

    void hear(Message message) {
        // From the end, because a listener that is closed meanwhile is taken out: the last, already served, fills its place.
        for (int i = subscriptions.size() - 1; i >= 0; i--) {
            subscriptions.get(i).hear(message);
        }
    }
}
