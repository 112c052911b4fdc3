package dev.vask.wiring;

import io.quarkus.arc.Unremovable;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import jakarta.inject.Singleton;

/** The server, from the end of its start to its shutdown. */
@Singleton
@Unremovable
final class ServerApplication implements QuarkusApplication {

    private final StartBanner banner;

    ServerApplication(StartBanner banner) {
        this.banner = banner;
    }

    @Override
    public int run(String... arguments) {
        banner.log();
        Quarkus.waitForExit();
        return 0;
    }
}
