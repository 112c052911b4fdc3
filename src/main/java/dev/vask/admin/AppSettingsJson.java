package dev.vask.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vask.apps.App;
import dev.vask.apps.AppSecret;
import dev.vask.apps.AppSettingsFormat;
import dev.vask.apps.InvalidAppException;
import dev.vask.apps.TokenHash;
import dev.vask.apps.WebhookTargetPolicy;
import dev.vask.protocol.Json;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Apps in a file: the fields of {@link AppRequest}, the list {@code secrets} of {@link StoredSecret}, and the hash of the token for CloudEvents. */
@Singleton
final class AppSettingsJson implements AppSettingsFormat {

    private static final String SECRETS = "secrets";
    private static final String TOKEN = "cloudevents_token_sha256";
    private static final String TOKEN_RULE = "must be the SHA-256 of a token: 64 characters of 0-9 a-f";
    private static final String KEY = "must be a string of 1 to 64 characters of A-Z a-z 0-9 _ -, and is required";

    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

    private final RequestReader requests;
    private final WebhookTargetPolicy targets;
    private final InstantSource clock = InstantSource.system();

    AppSettingsJson(RequestReader requests, WebhookTargetPolicy targets) {
        this.requests = requests;
        this.targets = targets;
    }

    @Override
    public App read(String json, @Nullable App before) {
        List<AppSecret> secrets = new ArrayList<>();
        AtomicReference<@Nullable TokenHash> token = new AtomicReference<>();
        try {
            AppRequest app = requests.read(
                    Json.object(json), AppRequest.class, Set.of(SECRETS, TOKEN), (request, body, problems) -> {
                        if (request.key() == null || !App.isKey(request.key())) {
                            problems.put("key", KEY);
                        }
                        request.checkWebhook(targets, problems);
                        checkHeaders(body, problems);
                        token.set(token(body, problems));
                        secrets.addAll(secrets(request, body, before, problems));
                    });
            App read = app.app(String.valueOf(app.key()), before);
            return read.withSecrets(secrets).withCloudEventsToken(token.get());
        } catch (InvalidFieldsException e) {
            throw new InvalidAppException(e.problems());
        }
    }

    private static @Nullable TokenHash token(ObjectNode body, Map<String, String> problems) {
        JsonNode hash = body.get(TOKEN);
        if (hash == null) {
            return null;
        }
        if (!hash.isTextual() || !HASH.matcher(hash.textValue()).matches()) {
            problems.put(TOKEN, TOKEN_RULE);
            return null;
        }
        return new TokenHash(hash.textValue());
    }

    /** A null keeps the current value of a header in the admin API; a file has no other value. */
    private static void checkHeaders(ObjectNode body, Map<String, String> problems) {
        body.path("webhook").path("headers").properties().forEach(header -> {
            if (header.getValue().isNull()) {
                problems.put("webhook.headers." + header.getKey(), WebhookRequest.HEADER);
            }
        });
    }

    private List<AppSecret> secrets(
            AppRequest request, ObjectNode body, @Nullable App before, Map<String, String> problems) {
        JsonNode list = body.get(SECRETS);
        if (list == null) {
            return request.secret() == null || problems.containsKey("secret")
                    ? noSecret(problems)
                    : List.of(new StoredSecret(request.secret(), null, null).secret(before, clock.instant()));
        }
        if (body.has("secret")) {
            problems.put("secret", "must be absent if secrets is present");
        }
        if (!(list instanceof ArrayNode items) || items.isEmpty() || items.size() > SecretRotation.MAX_SECRETS) {
            problems.put(SECRETS, "must be an array of 1 to %d secrets".formatted(SecretRotation.MAX_SECRETS));
            return List.of();
        }
        return secrets(items, before, problems);
    }

    private static List<AppSecret> noSecret(Map<String, String> problems) {
        problems.putIfAbsent("secret", "is required, unless secrets is present: " + AppRequest.SECRET);
        return List.of();
    }

    private List<AppSecret> secrets(ArrayNode items, @Nullable App before, Map<String, String> problems) {
        List<AppSecret> secrets = new ArrayList<>();
        Instant now = clock.instant();
        for (int i = 0; i < items.size(); i++) {
            String field = SECRETS + "[" + i + "]";
            try {
                AppSecret secret = stored(items.get(i)).secret(before, now);
                if (secrets.stream().anyMatch(it -> it.secret().equals(secret.secret()))) {
                    problems.put(field, "must differ from the others");
                }
                secrets.add(secret);
            } catch (InvalidFieldsException e) {
                e.problems()
                        .forEach((name, problem) -> problems.put(field + (name.isEmpty() ? "" : "." + name), problem));
            }
        }
        if (secrets.size() == items.size() && secrets.stream().allMatch(it -> it.expires() != null)) {
            problems.put(SECRETS, "must have at least one without expires_at");
        }
        return secrets;
    }

    /** A secret is an object, or only its text. */
    private StoredSecret stored(JsonNode item) {
        ObjectNode object =
                switch (item) {
                    case ObjectNode it -> it;
                    case JsonNode it
                    when it.isTextual() -> JsonNodeFactory.instance.objectNode().set("secret", it);
                    default ->
                        throw new InvalidFieldsException(Map.of(
                                "",
                                "must be an object with the field secret, or "
                                        + AppRequest.SECRET.substring("must be ".length())));
                };
        return requests.read(object, StoredSecret.class, Set.of(), (secret, body, problems) -> secret.check(problems));
    }

    @Override
    public String write(App app) {
        ObjectNode json = AdminJson.MAPPER.valueToTree(AppResponse.of(app));
        ObjectNode defaults = AdminJson.MAPPER.valueToTree(AppResponse.of(
                App.withDefaults(app.key(), app.secrets().getFirst().secret())));
        for (String object : List.of("quotas", "history")) {
            removeEqual(json.withObjectProperty(object), defaults.withObjectProperty(object));
            defaults.set(object, JsonNodeFactory.instance.objectNode());
        }
        defaults.remove("key");
        removeEqual(json, defaults);
        if (app.webhook() != null) {
            ObjectNode headers = json.withObjectProperty("webhook").putObject("headers");
            app.webhook().headers().entrySet().stream()
                    .sorted(Map.Entry.comparingByKey())
                    .forEach(header -> headers.put(header.getKey(), header.getValue()));
        }
        if (app.cloudEventsToken() != null) {
            json.put(TOKEN, app.cloudEventsToken().hex());
        }
        ArrayNode secrets = json.putArray(SECRETS);
        app.liveSecrets(clock.instant())
                .forEach(secret -> secrets.add(StoredSecret.of(secret).json()));
        return Json.compact(json);
    }

    private static void removeEqual(ObjectNode json, ObjectNode defaults) {
        defaults.properties().forEach(field -> {
            if (field.getValue().equals(json.get(field.getKey()))) {
                json.remove(field.getKey());
            }
        });
    }
}
