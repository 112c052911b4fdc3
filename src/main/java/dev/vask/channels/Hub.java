package dev.vask.channels;

import dev.vask.live.Inbox;
import dev.vask.live.Message;
import dev.vask.live.Topic;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;

/**
 * Every message that concerns this node comes through here, and goes to the lanes whose sockets listen to its topic: one task
 * for each lane, however many sockets.
 */
public final class Hub implements Inbox {

    private static final int MOST_LANES = Long.SIZE;

    private final Map<Address, Long> routes = new ConcurrentHashMap<>(); // bit n: lane n listens
    private final Map<Executor, Lane> laneOf = new ConcurrentHashMap<>();
    private final CopyOnWriteArrayList<Lane> lanes = new CopyOnWriteArrayList<>();

    /** A topic of an app. */
    record Address(String app, Topic topic) {}

    /** The lane of an event loop; always the same for the same loop. */
    public Lane lane(Executor loop) {
        Lane known = laneOf.get(loop);
        return known != null ? known : laneOf.computeIfAbsent(loop, this::newLane);
    }

    private synchronized Lane newLane(Executor loop) {
        if (lanes.size() == MOST_LANES) {
            throw new IllegalStateException("at most %d event loops can serve sockets".formatted(MOST_LANES));
        }
        Lane lane = new Lane(this, lanes.size(), loop);
        lanes.add(lane);
        return lane;
    }

    @Override
    public void receive(Message message) {
        Address address = new Address(message.app(), message.topic());
        long bits = routes.getOrDefault(address, 0L);
        for (; bits != 0; bits &= bits - 1) {
            lanes.get(Long.numberOfTrailingZeros(bits)).deliver(address, message);
        }
    }

    void route(Address address, Lane lane) {
        routes.merge(address, lane.bit(), (a, b) -> a | b);
    }

    void unroute(Address address, Lane lane) {
        routes.computeIfPresent(address, (any, bits) -> {
            long left = bits & ~lane.bit();
            return left == 0 ? null : left;
        });
    }
}
