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

/** The {@code toString} of objects with secrets does not contain them. */
class SecretToStringTest {

    private static final String SECRET_TEXT = "hush-hush";
    private static final Secret SECRET = new Secret(SECRET_TEXT);
    private static final App APP = App.withDefaults("shop", SECRET)
            .withWebhook(new Webhook(
                    "https://shop.example.com",
                    true,
                    Set.of(WebhookType.CLIENT_EVENT),
                    false,
                    Map.of("Authorization", SECRET_TEXT),
                    1));

    static Stream<Object> holders() {
        return Stream.of(
                SECRET,
                APP,
                APP.secrets().getFirst(),
                AppSecret.of(SECRET),
                new AppChange("shop", Optional.of(APP)),
                new AppStore.Put(APP, true),
                new SecretLastUsedDays.UsedSecret("shop", SECRET),
                new SecretRequest(SECRET_TEXT, null),
                new RotationRequest(SECRET_TEXT, null),
                AppRequest.read(
                        new RequestReader(
                                Validation.buildDefaultValidatorFactory().getValidator()),
                        """
                        {"secret":"%s","webhook":{"url":"https://shop.example.com","headers":{"A":"%<s"}}}""".formatted(SECRET_TEXT).getBytes(UTF_8),
                        "shop",
                        new WebhookTargetPolicy(false)),
                new WebhookRequest("https://shop.example.com", null, null, null, Map.of("A", SECRET_TEXT)),
                AppResponse.withSecret(APP),
                SecretResponse.Created.of(APP.secrets().getFirst()));
    }

    @ParameterizedTest
    @MethodSource("holders")
    void to_string_does_not_contain_the_secret(Object holder) {
        assertThat(holder.toString()).isNotEmpty().doesNotContain(SECRET_TEXT);
    }
}
