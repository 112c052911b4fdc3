package dev.vask.admin;

import dev.vask.apps.App;
import dev.vask.apps.AppStore;
import dev.vask.apps.AppStore.Put;
import dev.vask.apps.WebhookTargetPolicy;
import dev.vask.live.LiveState;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.headers.Header;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Creates, returns, updates and deletes apps. Other nodes apply a change shortly after the response at the latest. */
@Path("/admin/v1/apps")
@AdminTokenRequired
@RegisterForReflection // for AuditFilter
@Tag(name = "apps", description = "Manage apps")
final class AppsResource {

    private final AppStore apps;
    private final LiveState live;
    private final WebhookTargetPolicy targets;
    private final RequestReader requests;
    private final WeakSecrets weakSecrets = new WeakSecrets();

    AppsResource(AppStore apps, LiveState live, WebhookTargetPolicy targets, RequestReader requests) {
        this.apps = apps;
        this.live = live;
        this.targets = targets;
        this.requests = requests;
    }

    @GET
    @Operation(operationId = "listApps", summary = "List all apps")
    @APIResponse(
            responseCode = "200",
            description = "Apps, ordered by key",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = AppResponse.All.class),
                            example = OpenApiExamples.APPS))
    public Uni<Response> list() {
        return Uni.createFrom()
                .completionStage(apps.list())
                .map(all -> AdminResponses.json(
                        200,
                        new AppResponse.All(all.stream().map(AppResponse::of).toList())));
    }

    @GET
    @Path("{key}")
    @Operation(operationId = "getApp", summary = "Get an app")
    @APIResponse(
            responseCode = "200",
            description = "The app, without its secrets",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = AppResponse.class),
                            example = OpenApiExamples.APP))
    public Uni<Response> show(@PathParam("key") @Parameter(ref = "Key") String key) {
        return Uni.createFrom()
                .completionStage(apps.find(key))
                .map(found -> found.orElseThrow(() -> AdminException.noSuchApp(key)))
                .map(app -> AdminResponses.json(200, AppResponse.of(app)));
    }

    /** Creates an app with a generated key. */
    @POST
    @Audited("apps.create")
    @Operation(operationId = "createApp", summary = "Create an app with a generated key")
    @APIResponse(
            responseCode = "201",
            description = "Created; only this response contains the secret",
            headers =
                    @Header(
                            name = "Location",
                            description = "Path of the app",
                            schema = @Schema(type = SchemaType.STRING)),
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = AppResponse.class),
                            example = OpenApiExamples.NEW_APP))
    @APIResponse(responseCode = "400", ref = "Invalid")
    @APIResponse(responseCode = "409", ref = "Conflict")
    public Uni<Response> create(
            @RequestBody(
                            required = false,
                            content =
                                    @Content(
                                            mediaType = MediaType.APPLICATION_JSON,
                                            schema = @Schema(implementation = AppRequest.class),
                                            example = OpenApiExamples.APP_SETTINGS))
                    byte @Nullable [] body) {
        AppRequest settings = AppRequest.read(requests, body, null, targets);
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
    @Audited("apps.put")
    @Operation(
            operationId = "putApp",
            summary = "Create or replace an app; absent fields get their default, except the secret")
    @APIResponse(
            responseCode = "200",
            description = "Replaced",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = AppResponse.class),
                            example = OpenApiExamples.APP))
    @APIResponse(
            responseCode = "201",
            description = "Created; only this response contains the secret",
            headers =
                    @Header(
                            name = "Location",
                            description = "Path of the app",
                            schema = @Schema(type = SchemaType.STRING)),
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = AppResponse.class),
                            example = OpenApiExamples.NEW_APP))
    @APIResponse(responseCode = "400", ref = "Invalid")
    @APIResponse(responseCode = "409", ref = "Conflict")
    public Uni<Response> put(
            @PathParam("key") @Parameter(ref = "Key") String key,
            @RequestBody(
                            required = false,
                            content =
                                    @Content(
                                            mediaType = MediaType.APPLICATION_JSON,
                                            schema = @Schema(implementation = AppRequest.class),
                                            example = OpenApiExamples.APP_SETTINGS))
                    byte @Nullable [] body) {
        if (!App.isKey(key)) {
            throw new InvalidFieldsException(
                    Map.of("key", "must be 1 to 64 characters of A-Z a-z 0-9 _ - in the path"));
        }
        AppRequest settings = AppRequest.read(requests, body, key, targets);
        return Uni.createFrom()
                .completionStage(apps.put(key, before -> settings.app(key, before)))
                .map(put -> answer(settings, put));
    }

    /** Deletes an app and all its data, and closes its connections with 4001. */
    @DELETE
    @Path("{key}")
    @Audited("apps.delete")
    @Operation(operationId = "deleteApp", summary = "Delete an app and all its data")
    @APIResponse(responseCode = "204", description = "Deleted")
    @APIResponse(responseCode = "409", ref = "Conflict")
    public Uni<Response> delete(@PathParam("key") @Parameter(ref = "Key") String key) {
        return Uni.createFrom()
                .completionStage(apps.delete(key))
                .flatMap(existed -> existed
                        ? Uni.createFrom()
                                .completionStage(live.deleteApp(key))
                                .replaceWith(Response.noContent().build())
                        : Uni.createFrom().failure(AdminException.noSuchApp(key)));
    }

    private Response answer(AppRequest settings, Put put) {
        if (settings.secret() != null) {
            weakSecrets.set(put.app(), put.app().secrets().getFirst());
        }
        if (!put.created()) {
            return AdminResponses.json(200, AppResponse.of(put.app()));
        }
        return Response.fromResponse(AdminResponses.json(201, AppResponse.withSecret(put.app())))
                .location(URI.create("/admin/v1/apps/" + put.app().key()))
                .build();
    }

    /** A generated key is already in use. */
    private static final class KeyTakenException extends RuntimeException {}
}
