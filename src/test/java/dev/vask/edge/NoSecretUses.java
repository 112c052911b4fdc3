package dev.vask.edge;

import dev.vask.apps.App;
import dev.vask.apps.AppSecret;
import dev.vask.apps.SecretLastUsed;
import dev.vask.limits.ClientAddress;
import dev.vask.limits.LimitsFixture;
import dev.vask.meters.TestMeters;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Keeps no uses of secrets. */
final class NoSecretUses implements SecretLastUsed {

    /** A client without limits. */
    static ClientAddress anybody(TestMeters meters) {
        return LimitsFixture.unlimitedClient(meters.meters());
    }

    @Override
    public void note(App app, AppSecret secret, Instant now) {}

    @Override
    public CompletionStage<Map<String, LocalDate>> lastUses(String key) {
        return CompletableFuture.completedFuture(Map.of());
    }
}
