package dev.vask.channels;

import dev.vask.live.Inbox;
import dev.vask.live.Message;
import dev.vask.live.Topic;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Receives all messages for this node and passes each to the lanes that have subscribers of its topic: one task per lane,
 * independent of the number of connections.
 */
public final class Hub implements Inbox {

    private static final LoopSubscriptions[] NOBODY = {};

    private final ConcurrentHashMap<Address, LoopSubscriptions[]> routes =
            new ConcurrentHashMap<>(); // the arrays are never modified
    private final ConcurrentHashMap<Executor, LoopSubscriptions> lanes = new ConcurrentHashMap<>();

    /** A topic of an app. */
    record Address(String app, Topic topic) {}

    /** Returns the lane of an event loop; always the same one for the same loop. */
    public LoopSubscriptions lane(Executor loop) {
        LoopSubscriptions known = lanes.get(loop);
        return known != null ? known : lanes.computeIfAbsent(loop, it -> new LoopSubscriptions(this, it));
    }

    @Override
    public void receive(Message message) {
        message.trace().message();
        Address address = new Address(message.app(), message.topic());
        for (LoopSubscriptions lane : routes.getOrDefault(address, NOBODY)) {
            lane.deliver(address, message);
        }
    }

    /** From here on, the lane receives what is published to the address. */
    void route(Address address, LoopSubscriptions lane) {
        routes.merge(address, new LoopSubscriptions[] {lane}, Hub::join);
    }

    /** Removes a lane that has no subscriber of the address left. */
    void unroute(Address address, LoopSubscriptions lane) {
        routes.computeIfPresent(address, (any, those) -> without(lane, those));
    }

    /** The number of topics with a subscriber on this node. */
    int routes() {
        return routes.size();
    }

    private static LoopSubscriptions[] join(LoopSubscriptions[] those, LoopSubscriptions[] one) {
        LoopSubscriptions[] all = Arrays.copyOf(those, those.length + 1);
        all[those.length] = one[0];
        return all;
    }

    private static LoopSubscriptions @Nullable [] without(LoopSubscriptions lane, LoopSubscriptions[] those) {
        LoopSubscriptions[] left = Arrays.stream(those).filter(it -> it != lane).toArray(LoopSubscriptions[]::new);
        return left.length == 0 ? null : left;
    }
}
