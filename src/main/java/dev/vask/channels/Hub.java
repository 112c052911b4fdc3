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
 * Every message that concerns this node comes through here, and goes to the lanes whose sockets listen to its topic: one task
 * for each lane, however many sockets.
 */
public final class Hub implements Inbox {

    private static final Lane[] NOBODY = {};

    private final ConcurrentHashMap<Address, Lane[]> routes = new ConcurrentHashMap<>(); // the arrays are never changed
    private final ConcurrentHashMap<Executor, Lane> lanes = new ConcurrentHashMap<>();

    /** A topic of an app. */
    record Address(String app, Topic topic) {}

    /** The lane of an event loop; always the same for the same loop. */
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

    /** From here on, the lane hears what is published to the address. */
    void route(Address address, Lane lane) {
        routes.merge(address, new Lane[] {lane}, Hub::join);
    }

    /** The lane has nobody left who listens to the address. */
    void unroute(Address address, Lane lane) {
        routes.computeIfPresent(address, (any, those) -> without(lane, those));
    }

    /** How many topics have a listener on this node. */
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
