package dev.vask.admin;

import dev.vask.apps.App;
import dev.vask.apps.AppSecret;
import dev.vask.apps.AppStore;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Lists, adds, rotates and revokes the secrets of an app. A signature made with any live secret is accepted (section 3). */
@Path("/admin/v1/apps/{key}/secrets")
@AdminTokenRequired
@RegisterForReflection // for AuditFilter
@Tag(name = "secrets", description = "Manage the secrets of an app")
final class SecretsResource {

    private final AppStore apps;
    private final RequestReader requests;
    private final InstantSource clock = InstantSource.system();
    private final WeakSecrets weakSecrets = new WeakSecrets();

    SecretsResource(AppStore apps, RequestReader requests) {
        this.apps = apps;
        this.requests = requests;
    }

    /** Lists the live secrets, newest first, without their values. */
    @GET
    @Operation(operationId = "listSecrets", summary = "List the live secrets, newest first, without their values")
    @APIResponse(
            responseCode = "200",
            description = "The secrets",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = SecretResponse.All.class),
                            example = OpenApiExamples.SECRETS))
    public Uni<Response> list(@PathParam("key") @Parameter(ref = "Key") String key) {
        return Uni.createFrom()
                .completionStage(apps.lastUsedDays(key)
                        .thenCombine(
                                apps.find(key),
                                (uses, found) -> found.map(
                                        app -> AdminResponses.json(200, json(app.liveSecrets(clock.instant()), uses)))))
                .map(response -> response.orElseThrow(() -> AdminException.noSuchApp(key)));
    }

    /** Adds a secret. */
    @POST
    @Audited("secrets.add")
    @Operation(operationId = "addSecret", summary = "Add a secret")
    @APIResponse(
            responseCode = "201",
            description = "Created; only this response contains the secret",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = SecretResponse.Created.class),
                            example = OpenApiExamples.NEW_SECRET))
    @APIResponse(responseCode = "400", ref = "Invalid")
    @APIResponse(responseCode = "409", ref = "Conflict")
    public Uni<Response> add(
            @PathParam("key") @Parameter(ref = "Key") String key,
            @RequestBody(
                            required = false,
                            content =
                                    @Content(
                                            mediaType = MediaType.APPLICATION_JSON,
                                            schema = @Schema(implementation = SecretRequest.class),
                                            example = OpenApiExamples.EMPTY))
                    byte @Nullable [] body) {
        SecretRequest wanted = requests.read(body, SecretRequest.class);
        return change(key, app -> SecretRotation.add(app, wanted.orGenerated(), wanted.life(), clock.instant()))
                .map(this::created);
    }

    /** Adds a secret, and lets the previous ones expire. */
    @POST
    @Path("rotate")
    @Audited("secrets.rotate")
    @Operation(operationId = "rotateSecrets", summary = "Add a secret, and let the previous secrets expire")
    @APIResponse(
            responseCode = "201",
            description = "Created; only this response contains the secret",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = SecretResponse.Created.class),
                            example = OpenApiExamples.NEW_SECRET))
    @APIResponse(responseCode = "400", ref = "Invalid")
    @APIResponse(responseCode = "409", ref = "Conflict")
    public Uni<Response> rotate(
            @PathParam("key") @Parameter(ref = "Key") String key,
            @RequestBody(
                            required = false,
                            content =
                                    @Content(
                                            mediaType = MediaType.APPLICATION_JSON,
                                            schema = @Schema(implementation = RotationRequest.class),
                                            example = OpenApiExamples.ROTATION))
                    byte @Nullable [] body) {
        RotationRequest wanted = requests.read(body, RotationRequest.class);
        return change(key, app -> SecretRotation.rotate(app, wanted.orGenerated(), wanted.grace(), clock.instant()))
                .map(this::created);
    }

    /** Revokes a secret immediately. */
    @DELETE
    @Path("{id}")
    @Audited("secrets.end")
    @Operation(operationId = "endSecret", summary = "Revoke a secret immediately")
    @APIResponse(responseCode = "204", description = "Revoked")
    @APIResponse(responseCode = "409", ref = "Conflict")
    public Uni<Response> end(
            @PathParam("key") @Parameter(ref = "Key") String key,
            @PathParam("id") @Parameter(ref = "SecretId") String id) {
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
        return AdminResponses.json(201, SecretResponse.Created.of(newest));
    }

    private static SecretResponse.All json(List<AppSecret> secrets, Map<String, LocalDate> uses) {
        return new SecretResponse.All(secrets.stream()
                .map(it -> SecretResponse.of(it, uses.get(it.id())))
                .toList());
    }
}
