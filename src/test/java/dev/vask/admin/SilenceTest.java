package dev.vask.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.apps.App;
import dev.vask.apps.AppChange;
import dev.vask.apps.AppSecret;
import dev.vask.apps.AppStore;
import dev.vask.apps.SecretLastUsedDays;
import dev.vask.apps.Webhook;
import dev.vask.apps.WebhookTargetPolicy;
import dev.vask.protocol.Secret;
import dev.vask.protocol.WebhookType;
import jakarta.validation.Validation;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever holds a secret says nothing of it when it is printed. */
class SilenceTest {

    private static final String HUSH = "hush-hush";
    private static final Secret SECRET = new Secret(HUSH);
    private static final App APP = App.withDefaults("shop", SECRET)
            .withWebhook(new Webhook(
                    "https://shop.example.com",
                    true,
                    Set.of(WebhookType.CLIENT_EVENT),
                    false,
                    Map.of("Authorization", HUSH),
                    1));

    static Stream<Object> holders() {
        return Stream.of(
                SECRET,
                APP,
                APP.secrets().getFirst(),
                AppSecret.of(SECRET),
                new AppChange("shop", Optional.of(APP)),
                new AppStore.Put(APP, true),
                new SecretLastUsedDays.Use("shop", SECRET),
                new SecretRequest(HUSH, null),
                new RotationRequest(HUSH, null),
                AppRequest.read(
                        new RequestReader(
                                Validation.buildDefaultValidatorFactory().getValidator()),
                        """
                        {"secret":"%s","webhook":{"url":"https://shop.example.com","headers":{"A":"%<s"}}}""".formatted(HUSH).getBytes(UTF_8),
                        "shop",
                        new WebhookTargetPolicy(false)),
                new WebhookRequest("https://shop.example.com", null, null, null, Map.of("A", HUSH)),
                AppResponse.withSecret(APP),
                SecretResponse.Created.of(APP.secrets().getFirst()));
    }

    @ParameterizedTest
    @MethodSource("holders")
    void a_secret_is_hidden_in(Object holder) {
        assertThat(holder.toString()).isNotEmpty().doesNotContain(HUSH);
    }
}
