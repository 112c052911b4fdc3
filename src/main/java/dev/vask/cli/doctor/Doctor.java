package dev.vask.cli.doctor;

import java.util.function.Consumer;

/**
 * Checks a server from the outside, in the order in which a client and a backend depend on it. A check without which the next ones cannot
 * succeed ends the run if it fails.
 */
public final class Doctor {

    private final DoctorSettings settings;

    public Doctor(DoctorSettings settings) {
        this.settings = settings;
    }

    /** Runs the checks. The receiver gets each result as soon as it is known. */
    public void run(Consumer<Finding> receiver) {
        Findings findings = new Findings(receiver);
        if (!new NetworkChecks(settings, findings).run()) {
            return;
        }
        if (!new TlsCheck(settings, findings).run()) {
            return;
        }
        try (DoctorHttp http = new DoctorHttp(settings)) {
            new HttpChecks(settings, http, findings).run();
            WebSocketChecks.run(settings, http, findings);
        }
    }
}
