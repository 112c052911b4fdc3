package dev.vask.channels;

import dev.vask.live.Message;
import java.util.ArrayList;
import java.util.List;

/** The subscriptions of one lane to one topic: an array for fast iteration, with removal in constant time. */
final class SubscriberList {

    /** The index of a subscription that is in no list. */
    static final int NOWHERE = -1;

    private final List<Subscription> subscriptions = new ArrayList<>(1);

    Subscription add(Subscription subscription) {
        subscription.place = subscriptions.size();
        subscriptions.add(subscription);
        return subscription;
    }

    /** Removes a subscription by moving the last one to its place. Returns false if it was not in this list. */
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
        // From the end: if a subscriber is removed meanwhile, the last one, which has been served, takes its place.
        for (int i = subscriptions.size() - 1; i >= 0; i--) {
            subscriptions.get(i).hear(message);
        }
    }
}
