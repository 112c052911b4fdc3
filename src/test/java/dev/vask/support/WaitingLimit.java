package dev.vask.support;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.Extension;

/** Sets the default limit of Awaitility for all tests. It ends tests that hang, and says nothing about how long something may take. */
public final class WaitingLimit implements Extension {

    static {
        Awaitility.setDefaultTimeout(Http.TIMEOUT);
    }
}
