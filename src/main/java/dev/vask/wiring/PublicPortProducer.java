package dev.vask.wiring;

import dev.vask.admin.AdminConfig;
import dev.vask.http.PublicPort;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Locale;

/** Decides what the public port serves. */
@ApplicationScoped
class PublicPortProducer {

    @Produces
    @Singleton
    PublicPort publicPort(VaskConfig config, AdminConfig admin) {
        VaskConfig.Role role = config.role();
        return new PublicPort(
                role.name().toLowerCase(Locale.ROOT),
                role.servesWebSockets(),
                role.servesHttp(),
                role.servesHttp() && admin.onPublicPort().orElse(config.mode() == VaskConfig.Mode.STANDALONE));
    }
}
