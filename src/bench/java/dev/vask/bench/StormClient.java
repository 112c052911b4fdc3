package dev.vask.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A client with five channels: one with events, two more that it shares with others, a private one of its own, and a presence channel. When
 * its connection ends, it reconnects and subscribes again, with the delays of pusher-js: none after a close code of 42xx, one second
 * otherwise.
 */
final class StormClient {

    static final int SUBSCRIPTIONS = 5;

    private static final ByteBuf SOCKET_ID = ClientConnectionHandler.ascii("socket_id");
    private static final ByteBuf SUCCEEDED = ClientConnectionHandler.ascii("subscription_succeeded");
    private static final ByteBuf ERROR = ClientConnectionHandler.ascii("pusher:error");
    private static final ByteBuf PING = ClientConnectionHandler.ascii("pusher:ping");
    private static final int MAX_PING_LENGTH = 64;
    private static final Duration BACKOFF = Duration.ofSeconds(1);
    private static final int LOST = 1006; // RFC 6455, section 7.1.5
    private static final int NONE = -1;

    private final int number;
    private final BenchChannel channel;
    private final StormClients group;
    private volatile Server server;
    private volatile long endedAt;
    private volatile long subscribedAt;
    private volatile boolean subscribed;
    private volatile int lastSlot = NONE;

    StormClient(int number, BenchChannel channel, Server server, StormClients group) {
        this.number = number;
        this.channel = channel;
        this.server = server;
        this.group = group;
    }

    /** The server of its current connection, or of the next one. */
    Server server() {
        return server;
    }

    boolean isSubscribed() {
        return subscribed;
    }

    /** When its last connection ended, in terms of {@link System#nanoTime}. */
    long endedAt() {
        return endedAt;
    }

    /** When the last subscription of its current connection succeeded. */
    long subscribedAt() {
        return subscribedAt;
    }

    /** Whether it has received the newest event of its channel. For when the publishers have stopped. */
    boolean hasNewestEvent() {
        int slot = lastSlot;
        return slot != NONE && channel.sequences().getFirst().isNewest(slot);
    }

    void connect() {
        group.connect(server, new Connection(server), cause -> {
            group.failures().connect.increment();
            reconnect(LOST);
        });
    }

    private void reconnect(int code) {
        Duration backoff = code >= 4200 && code < 4300 ? Duration.ZERO : BACKOFF;
        long jitter = ThreadLocalRandom.current().nextLong(group.jitter().toNanos() + 1);
        server = group.nextServer(server);
        group.failures().reconnects.increment();
        group.schedule(this::connect, backoff.plusNanos(jitter));
    }

    private final class Connection extends ClientConnectionHandler {

        private int missing = SUBSCRIPTIONS;
        private boolean established;
        private int code = LOST;

        Connection(Server server) {
            super(server);
        }

        @Override
        void onRejectedUpgrade(ChannelHandlerContext context, String head) {
            group.failures().upgrade.increment();
            context.close();
        }

        @Override
        void onText(ChannelHandlerContext context, ByteBuf in, int start, int length, long now) {
            int eventIdAt = in.indexOf(start, start + length, EventId.PREFIX);
            if (eventIdAt >= 0) {
                handleEvent(context, EventId.slot(in, eventIdAt), now);
            } else if (missing > 0) {
                handleAnswer(context, in.slice(start, length), now);
            } else if (length < MAX_PING_LENGTH && ByteBufUtil.indexOf(PING, in.slice(start, length)) >= 0) {
                send(context, ClientEncoder.pong());
            }
        }

        private void handleEvent(ChannelHandlerContext context, int slot, long now) {
            EventSequence sequence = channel.sequences().getFirst();
            if (lastSlot != NONE && sequence.nextSlot(lastSlot) != slot) {
                group.failures().gaps.increment();
            }
            lastSlot = slot;
            group.meter(context.channel().eventLoop()).recordDelivery(sequence.publishedAt(slot), now);
        }

        private void handleAnswer(ChannelHandlerContext context, ByteBuf frame, long now) {
            if (ByteBufUtil.indexOf(ERROR, frame) >= 0) {
                group.fail("A client received an error: " + frame.toString(UTF_8));
            } else if (!established) {
                established = true;
                subscribe(context, socketIdIn(frame));
            } else if (ByteBufUtil.indexOf(SUCCEEDED, frame) >= 0 && --missing == 0) {
                subscribedAt = now;
                subscribed = true;
                group.subscribed();
            }
        }

        private static String socketIdIn(ByteBuf frame) {
            int at = ByteBufUtil.indexOf(SOCKET_ID, frame);
            if (at < 0) {
                throw new BenchException("Expected pusher:connection_established, received: " + frame.toString(UTF_8));
            }
            String rest = frame.toString(
                    at + SOCKET_ID.readableBytes(), frame.writerIndex() - at - SOCKET_ID.readableBytes(), US_ASCII);
            return rest.replaceFirst("^[^0-9]+([0-9.]+).*$", "$1");
        }

        /** All at once, as pusher-js does when it is connected. */
        private void subscribe(ChannelHandlerContext context, String socketId) {
            context.write(ClientEncoder.subscribe(channel.name()));
            context.write(ClientEncoder.subscribe(group.sharedChannel(number, 0)));
            context.write(ClientEncoder.subscribe(group.sharedChannel(number, 1)));
            context.write(ClientEncoder.subscribe(server, socketId, "private-client-" + number, ""));
            context.write(ClientEncoder.subscribe(
                    server,
                    socketId,
                    group.presenceChannel(number),
                    "{\"user_id\":\"%d\",\"user_info\":{\"name\":\"Client %1$d\"}}".formatted(number)));
            context.flush();
        }

        @Override
        void onClose(ChannelHandlerContext context, int closeCode, String reason) {
            code = closeCode;
            if ((code >= 4000 && code < 4100) || code >= 4300) {
                group.fail("A client was closed with %d %s, after which pusher-js does not reconnect"
                        .formatted(code, reason));
            } else if (code >= 4100 && code < 4200) {
                group.failures().closedAgain.increment();
            }
            send(context, ClientEncoder.closeFrame());
        }

        @Override
        protected void handlerRemoved0(ChannelHandlerContext context) {
            boolean was = subscribed;
            subscribed = false;
            lastSlot = NONE;
            if (!group.isClosing()) {
                if (was) {
                    endedAt = System.nanoTime();
                }
                reconnect(code);
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            if (cause instanceof BenchException) {
                group.fail("A client failed: " + cause.getMessage());
            }
            context.close(); // a reset is a lost connection
        }
    }
}
