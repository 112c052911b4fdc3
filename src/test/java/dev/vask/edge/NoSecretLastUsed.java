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

/** Does not store the use of secrets. */
final class NoSecretLastUsed implements SecretLastUsed {

    /** A client without limits. */
    static ClientAddress anybody(TestMeters meters) {
        return LimitsFixture.unlimitedClient(meters.meters());
    }

    @Override
    public void recordUse(App app, AppSecret secret, Instant now) {}

    @Override
    public CompletionStage<Map<String, LocalDate>> lastUsedDays(String key) {
        return CompletableFuture.completedFuture(Map.of());
    }

    @Override
    public CompletionStage<Void> flushUses() {
        return CompletableFuture.completedFuture(null);
    }
}
