package dev.vask.admin;

import dev.vask.admin.Keyring.SecretRefusedException;
import dev.vask.apps.AppsUnavailableException;
import dev.vask.live.UnavailableException;
import dev.vask.protocol.InvalidJsonException;
import jakarta.ws.rs.core.Response;
import org.jboss.logging.Logger;

/** What went wrong, as an operator hears it. */
final class Failures {

    private static final Logger LOG = Logger.getLogger(Failures.class);

    private Failures() {}

    static Response answer(RuntimeException failure) {
        String message = String.valueOf(failure.getMessage());
        return switch (failure) {
            case InvalidAppException e -> Answers.wrongFields(e.problems());
            case InvalidJsonException e -> Answers.error(400, "the body: " + message);
            case NoSuchAppException e -> Answers.error(404, message);
            case SecretRefusedException e -> Answers.error(e.status(), message);
            case UnavailableException e -> Answers.unavailable(message);
            case AppsUnavailableException e -> Answers.unavailable(message);
            default -> broken(failure);
        };
    }

    private static Response broken(RuntimeException failure) {
        LOG.error("The admin API failed", failure);
        return Answers.error(500, "the server failed; its log says why");
    }
}
