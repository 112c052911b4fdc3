package dev.vask.cli.doctor;

import java.util.function.Consumer;

/** Reports the results of one check after the other. */
record Findings(Consumer<Finding> receiver) {

    void ok(String check, String detail) {
        receiver.accept(new Finding(check, Verdict.OK, detail));
    }

    void warn(String check, String detail) {
        receiver.accept(new Finding(check, Verdict.WARN, detail));
    }

    void fail(String check, String detail) {
        receiver.accept(new Finding(check, Verdict.FAIL, detail));
    }
}
