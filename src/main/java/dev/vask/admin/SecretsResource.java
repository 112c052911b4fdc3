package dev.vask.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vask.apps.App;
import dev.vask.apps.AppSecret;
import dev.vask.apps.AppStore;
import dev.vask.protocol.Json;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Lists, adds, rotates and revokes the secrets of an app. A signature made with any live secret is accepted (section 3). */
@Path("/admin/v1/apps/{key}/secrets")
@AdminTokenRequired
final class SecretsResource {

    private final AppStore apps;
    private final InstantSource clock = InstantSource.system();
    private final WeakSecrets weakSecrets = new WeakSecrets();

    SecretsResource(AppStore apps) {
        this.apps = apps;
    }

    /** Lists the live secrets, newest first, without their values. */
    @GET
    public Uni<Response> list(String key) {
        return Uni.createFrom()
                .completionStage(apps.lastUses(key)
                        .thenCombine(
                                apps.find(key),
                                (uses, found) -> found.map(
                                        app -> AdminResponses.json(200, json(app.liveSecrets(clock.instant()), uses)))))
                .map(answer -> answer.orElseThrow(() -> AdminException.noSuchApp(key)));
    }

    /** Adds a secret. */
    @POST
    public Uni<Response> add(String key, byte @Nullable [] body) {
        SecretRequest wanted = SecretRequest.beside(Json.object(AppsResource.orNothing(body)));
        return change(key, app -> SecretRotation.add(app, wanted.secret(), wanted.life(), clock.instant()))
                .map(this::created);
    }

    /** Adds a secret, and lets the previous ones expire. */
    @POST
    @Path("rotate")
    public Uni<Response> rotate(String key, byte @Nullable [] body) {
        SecretRequest wanted = SecretRequest.inPlaceOfOthers(Json.object(AppsResource.orNothing(body)));
        return change(key, app -> SecretRotation.rotate(app, wanted.secret(), wanted.grace(), clock.instant()))
                .map(this::created);
    }

    /** Revokes a secret immediately. */
    @DELETE
    @Path("{id}")
    public Uni<Response> end(String key, String id) {
        return change(key, app -> SecretRotation.end(app, id, clock.instant()))
                .replaceWith(Response.noContent().build());
    }

    private Uni<App> change(String key, UnaryOperator<App> change) {
        return Uni.createFrom()
                .completionStage(apps.put(key, before -> {
                    if (before == null) {
                        throw AdminException.noSuchApp(key);
                    }
                    return change.apply(before);
                }))
                .map(AppStore.Put::app);
    }

    private Response created(App app) {
        AppSecret newest = app.secrets().getFirst();
        weakSecrets.set(app, newest);
        return AdminResponses.json(
                201, json(newest).put("secret", newest.secret().reveal()));
    }

    private static ObjectNode json(List<AppSecret> secrets, Map<String, LocalDate> uses) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode all = json.putArray("secrets");
        secrets.forEach(it -> {
            LocalDate day = uses.get(it.id());
            all.add(json(it).put("last_used_on", day == null ? null : day.toString()));
        });
        return json;
    }

    private static ObjectNode json(AppSecret secret) {
        Instant end = secret.expires();
        return JsonNodeFactory.instance
                .objectNode()
                .put("id", secret.id())
                .put("created_at", secret.created().toString())
                .put("expires_at", end == null ? null : end.toString());
    }
}
