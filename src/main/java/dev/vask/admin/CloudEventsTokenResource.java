package dev.vask.admin;

import dev.vask.apps.App;
import dev.vask.apps.AppStore;
import dev.vask.apps.TokenHash;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Creates, replaces and deletes the token with which CloudEvents of an app are published. */
@Path("/admin/v1/apps/{key}/cloudevents-token")
@AdminTokenRequired
@RegisterForReflection // for AuditFilter
@Tag(name = "apps")
final class CloudEventsTokenResource {

    private final AppStore apps;

    CloudEventsTokenResource(AppStore apps) {
        this.apps = apps;
    }

    /**
     * A new token.
     *
     * @param token the token itself
     */
    @RegisterForReflection
    @Schema(
            name = "CloudEventsToken",
            requiredProperties = {"token"})
    record NewToken(String token) {}

    /** Creates a token, and revokes the one before. */
    @POST
    @Audited("cloudevents.rotateToken")
    @Operation(
            operationId = "rotateCloudEventsToken",
            summary = "Create the token for CloudEvents, and revoke the one before")
    @APIResponse(
            responseCode = "201",
            description = "Created; only this response contains the token",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = NewToken.class),
                            example = OpenApiExamples.CLOUDEVENTS_TOKEN))
    public Uni<Response> rotate(@PathParam("key") @Parameter(ref = "Key") String key) {
        String token = CredentialGenerator.secret().reveal();
        return set(key, TokenHash.of(token)).map(app -> AdminResponses.json(201, new NewToken(token)));
    }

    /** Revokes the token immediately. */
    @DELETE
    @Audited("cloudevents.endToken")
    @Operation(operationId = "endCloudEventsToken", summary = "Revoke the token for CloudEvents immediately")
    @APIResponse(responseCode = "204", description = "Revoked, or there was none")
    public Uni<Response> end(@PathParam("key") @Parameter(ref = "Key") String key) {
        return set(key, null).replaceWith(Response.noContent().build());
    }

    private Uni<App> set(String key, @Nullable TokenHash token) {
        return Uni.createFrom()
                .completionStage(apps.put(key, before -> {
                    if (before == null) {
                        throw AdminException.noSuchApp(key);
                    }
                    return before.withCloudEventsToken(token);
                }))
                .map(AppStore.Put::app);
    }
}
