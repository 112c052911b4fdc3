package dev.vask.channels;

import dev.vask.live.Inbox;
import dev.vask.live.Message;
import dev.vask.live.Topic;
import dev.vask.traces.FanOut;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Receives all messages for this node and passes each to the lanes that have subscribers of its topic: one task per lane,
 * independent of the number of connections.
 */
public final class Hub implements Inbox {

    private static final Lane[] NOBODY = {};

    private final ConcurrentHashMap<Address, Lane[]> routes = new ConcurrentHashMap<>(); // the arrays are never modified
    private final ConcurrentHashMap<Executor, Lane> lanes = new ConcurrentHashMap<>();

    /** A topic of an app. */
    record Address(String app, Topic topic) {}

    /** Returns the lane of an event loop; always the same one for the same loop. */
    public Lane lane(Executor loop) {
        Lane known = lanes.get(loop);
        return known != null ? known : lanes.computeIfAbsent(loop, it -> new Lane(this, it));
    }

    @Override
    public void receive(Message message) {
        Address address = new Address(message.app(), message.topic());
        for (Lane lane : routes.getOrDefault(address, NOBODY)) {
            lane.deliver(address, message);
        }
    }

    @Override
    public void receive(Message message, FanOut fanOut) {
        fanOut.message();
        Address address = new Address(message.app(), message.topic());
        for (Lane lane : routes.getOrDefault(address, NOBODY)) {
            lane.deliver(address, message, fanOut);
        }
    }

    /** From here on, the lane receives what is published to the address. */
    void route(Address address, Lane lane) {
        routes.merge(address, new Lane[] {lane}, Hub::join);
    }

    /** Removes a lane that has no subscriber of the address left. */
    void unroute(Address address, Lane lane) {
        routes.computeIfPresent(address, (any, those) -> without(lane, those));
    }

    /** The number of topics with a subscriber on this node. */
    int routes() {
        return routes.size();
    }

    private static Lane[] join(Lane[] those, Lane[] one) {
        Lane[] all = Arrays.copyOf(those, those.length + 1);
        all[those.length] = one[0];
        return all;
    }

    private static Lane @Nullable [] without(Lane lane, Lane[] those) {
        Lane[] left = Arrays.stream(those).filter(it -> it != lane).toArray(Lane[]::new);
        return left.length == 0 ? null : left;
    }
}
