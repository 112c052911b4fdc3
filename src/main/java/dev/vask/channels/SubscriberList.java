package dev.vask.channels;

import dev.vask.live.Message;
import java.util.ArrayList;
import java.util.List;

/** The subscriptions of one event loop to one topic: an array for fast iteration, with removal in constant time. */
final class SubscriberList {

    /** The index of a subscription that is in no list. */
    static final int NOT_IN_LIST = -1;

    private final List<Subscription> subscriptions = new ArrayList<>(1);

    Subscription add(Subscription subscription) {
        subscription.index = subscriptions.size();
        subscriptions.add(subscription);
        return subscription;
    }

    /** Removes a subscription by moving the last one to its index. Returns false if it was not in this list. */
    boolean remove(Subscription subscription) {
        int index = subscription.index;
        if (index == NOT_IN_LIST) {
            return false;
        }
        Subscription last = subscriptions.removeLast();
        if (last != subscription) {
            subscriptions.set(index, last);
            last.index = index;
        }
        subscription.index = NOT_IN_LIST;
        return true;
    }

    boolean isEmpty() {
        return subscriptions.isEmpty();
    }

    int size() {
        return subscriptions.size();
    }

    void receive(Message message) {
        // From the end: if a subscriber is removed meanwhile, the last one, which has been served, takes its place.
        for (int i = subscriptions.size() - 1; i >= 0; i--) {
            subscriptions.get(i).receive(message);
        }
    }
}
