package dev.vask.support;

import java.io.IOException;
import java.io.UncheckedIOException;

/** What the kernel can tell a process. */
enum Signal {
    /** Ends it on the spot. */
    KILL,
    /** Asks it to end. */
    TERM,
    /** Makes it stand still, with all its connections open. */
    STOP,
    /** Lets it go on. */
    CONT;

    void send(Process process) {
        try {
            int status = new ProcessBuilder("kill", "-" + name(), Long.toString(process.pid()))
                    .start()
                    .waitFor();
            if (status != 0) {
                throw new IllegalStateException("process %d did not get SIG%s".formatted(process.pid(), name()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while sending SIG" + name(), e);
        }
    }
}
