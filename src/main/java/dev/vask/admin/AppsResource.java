package dev.vask.admin;

import dev.vask.apps.App;
import dev.vask.apps.AppStore;
import dev.vask.apps.AppStore.Put;
import dev.vask.apps.WebhookTargetPolicy;
import dev.vask.live.LiveState;
import dev.vask.protocol.Json;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Creates, returns, updates and deletes apps. Other nodes apply a change shortly after the response at the latest. */
@Path("/admin/v1/apps")
@AdminTokenRequired
final class AppsResource {

    private static final byte[] NOTHING_SAID = {'{', '}'};

    private final AppStore apps;
    private final LiveState live;
    private final WebhookTargetPolicy targets;
    private final WeakSecrets weakSecrets = new WeakSecrets();

    AppsResource(AppStore apps, LiveState live, WebhookTargetPolicy targets) {
        this.apps = apps;
        this.live = live;
        this.targets = targets;
    }

    @GET
    public Uni<Response> list() {
        return Uni.createFrom().completionStage(apps.list()).map(all -> AdminResponses.json(200, AppJson.of(all)));
    }

    @GET
    @Path("{key}")
    public Uni<Response> show(String key) {
        return Uni.createFrom()
                .completionStage(apps.find(key))
                .map(found -> found.orElseThrow(() -> AdminException.noSuchApp(key)))
                .map(app -> AdminResponses.json(200, AppJson.of(app)));
    }

    /** Creates an app with a generated key. */
    @POST
    public Uni<Response> create(byte @Nullable [] body) {
        AppRequest settings = AppRequest.read(Json.object(orNothing(body)), null, targets);
        return Uni.createFrom()
                .deferred(() -> createAs(CredentialGenerator.key(), settings))
                .onFailure(KeyTakenException.class)
                .retry()
                .atMost(3)
                .map(put -> answer(settings, put));
    }

    private Uni<Put> createAs(String key, AppRequest settings) {
        return Uni.createFrom().completionStage(apps.put(key, before -> {
            if (before != null) {
                throw new KeyTakenException();
            }
            return settings.app(key, null);
        }));
    }

    /** Creates or replaces an app. Absent fields get their default, except the secret. */
    @PUT
    @Path("{key}")
    public Uni<Response> put(String key, byte @Nullable [] body) {
        if (!App.isKey(key)) {
            throw new InvalidFieldsException(
                    Map.of("key", "must be 1 to 64 characters of A-Z a-z 0-9 _ - in the path"));
        }
        AppRequest settings = AppRequest.read(Json.object(orNothing(body)), key, targets);
        return Uni.createFrom()
                .completionStage(apps.put(key, before -> settings.app(key, before)))
                .map(put -> answer(settings, put));
    }

    /** Deletes an app and all its data, and closes its connections with 4001. */
    @DELETE
    @Path("{key}")
    public Uni<Response> delete(String key) {
        return Uni.createFrom()
                .completionStage(apps.delete(key))
                .flatMap(existed -> existed
                        ? Uni.createFrom()
                                .completionStage(live.forget(key))
                                .replaceWith(Response.noContent().build())
                        : Uni.createFrom().failure(AdminException.noSuchApp(key)));
    }

    private Response answer(AppRequest settings, Put put) {
        if (settings.secret() != null) {
            weakSecrets.set(put.app(), put.app().secrets().getFirst());
        }
        if (!put.created()) {
            return AdminResponses.json(200, AppJson.of(put.app()));
        }
        return Response.fromResponse(AdminResponses.json(201, AppJson.withSecret(put.app())))
                .location(URI.create("/admin/v1/apps/" + put.app().key()))
                .build();
    }

    static byte[] orNothing(byte @Nullable [] body) {
        return body == null || body.length == 0 ? NOTHING_SAID : body;
    }

    /** A generated key is already in use. */
    private static final class KeyTakenException extends RuntimeException {}
}
