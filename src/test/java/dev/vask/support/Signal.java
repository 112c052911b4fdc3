package dev.vask.support;

import java.io.IOException;
import java.io.UncheckedIOException;

/** A POSIX signal. */
enum Signal {
    /** Kills the process. */
    KILL,
    /** Asks the process to exit. */
    TERM,
    /** Pauses the process. Its connections stay open. */
    STOP,
    /** Resumes the process. */
    CONT;

    void send(Process process) {
        try {
            int status = new ProcessBuilder("kill", "-" + name(), Long.toString(process.pid()))
                    .start()
                    .waitFor();
            if (status != 0) {
                throw new IllegalStateException("process %d could not be sent SIG%s".formatted(process.pid(), name()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while sending SIG" + name(), e);
        }
    }
}
