package dev.vask.edge;

import dev.vask.protocol.ClientCommand;
import dev.vask.protocol.SocketId;
import org.jspecify.annotations.Nullable;

/**
 * What a subscription asks for ({@code docs/recovery.md}).
 *
 * @param asked       where the client wants to continue, null if it does not ask
 * @param isOverLimit whether the connection has asked too often
 */
record ResumeRequest(ClientCommand.@Nullable ResumeAfter asked, boolean isOverLimit) {

    /** A subscription that asks for nothing. */
    static final ResumeRequest NOTHING = new ResumeRequest(null, false);

    /** What the live state is asked for: the id of an event, empty for the current position, null for nothing. */
    @Nullable
    String resumeAfter() {
        return asked == null ? null : isOverLimit ? "" : asked.id();
    }

    /** Whether the client names an event after which it wants to continue. */
    boolean namesEvent() {
        return asked != null && !asked.id().isEmpty();
    }

    /** Whether an event is not for this client, which had this socket id before. */
    boolean isExcluded(@Nullable SocketId except) {
        return except != null && asked != null && asked.socketIds().contains(except.value());
    }
}
