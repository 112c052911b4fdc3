package dev.vask.edge;

import dev.vask.live.LiveStateUnavailableException;
import dev.vask.logs.LogContext;
import dev.vask.protocol.ClientCommand;
import dev.vask.protocol.CommandReader;
import dev.vask.protocol.CommandRejectedException;
import dev.vask.protocol.ErrorCode;
import java.util.concurrent.CompletionException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Turns the failure of a command into the error for the client. */
final class CommandErrors {

    private static final Logger LOG = Logger.getLogger(CommandErrors.class);

    private CommandErrors() {}

    /** Returns the error of a failed command and logs it: at level ERROR if the server is at fault, else at level DEBUG. */
    static CommandRejectedException of(Throwable failure, Session session, String command) {
        return switch (failure) {
            case CompletionException wrapped
            when wrapped.getCause() != null -> of(wrapped.getCause(), session, command);
            case QuotaExceededException over -> {
                session.quotaExceeded(over.quota());
                yield of(over.rejection(), session, command);
            }
            case CommandRejectedException refused -> {
                if (LOG.isDebugEnabled()) {
                    about(session, command).log(() -> LOG.debugf("Rejected a command: %s", refused.getMessage()));
                }
                yield refused;
            }
            case LiveStateUnavailableException unavailable ->
                new CommandRejectedException(
                        ErrorCode.OVER_CAPACITY, "The service is unavailable. Try again in a few seconds.");
            default -> {
                about(session, command)
                        .log(() -> LOG.errorf(
                                failure,
                                "A command failed: app %s, connection %s",
                                session.app().key(),
                                session.id()));
                yield new CommandRejectedException("Internal error.");
            }
        };
    }

    private static LogContext about(Session session, String command) {
        return LogContext.app(session.app().key()).socket(session.id()).channel(channelOf(command));
    }

    private static @Nullable String channelOf(String command) {
        try {
            return switch (CommandReader.read(command)) {
                case ClientCommand.Subscribe it -> it.channel();
                case ClientCommand.Unsubscribe it -> it.channel();
                case ClientCommand.ClientEvent it -> it.channel();
                case ClientCommand.SignIn it -> null;
                case ClientCommand.Ping it -> null;
                case ClientCommand.Pong it -> null;
            };
        } catch (RuntimeException e) {
            return null; // a command that cannot be read names no channel
        }
    }
}
