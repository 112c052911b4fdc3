package dev.vask.live.redis.membership;

import dev.vask.live.redis.scripts.Caller;
import java.security.SecureRandom;
import java.util.HexFormat;

/** The name of this node, which it changes after its lease expired, and the run of Redis that it is connected to. Thread-safe. */
final class NodeIdentity implements Caller {

    private static final int NAME_BYTES = 8;

    private final SecureRandom random = new SecureRandom();
    private volatile String node = newName(random);
    private volatile String run = "";

    @Override
    public String node() {
        return node;
    }

    @Override
    public String run() {
        return run;
    }

    void run(String current) {
        run = current;
    }

    /** Takes a new name. */
    void rename() {
        node = newName(random);
    }

    private static String newName(SecureRandom random) {
        byte[] bytes = new byte[NAME_BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
