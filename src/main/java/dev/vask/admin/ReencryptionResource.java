package dev.vask.admin;

import dev.vask.apps.AppStore;
import dev.vask.apps.ReencryptionResult;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Encrypts the secrets of all apps again, after a change of {@code vask.secrets.key}. */
@Path("/admin/v1/secrets/reencrypt")
@AdminTokenRequired
@RegisterForReflection // for AuditFilter
@Tag(name = "secrets")
final class ReencryptionResource {

    private final AppStore apps;

    ReencryptionResource(AppStore apps) {
        this.apps = apps;
    }

    @POST
    @Audited("reencryption.reencrypt")
    @Operation(
            operationId = "reencryptSecrets",
            summary = "Encrypt the secrets of all apps again, under the first key of vask.secrets.key")
    @APIResponse(
            responseCode = "200",
            description = "The number of encrypted secrets",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = ReencryptionResource.Reencryption.class),
                            example = OpenApiExamples.REENCRYPTION))
    public Uni<Response> reencrypt() {
        return Uni.createFrom().completionStage(apps::reencryptSecrets).map(ReencryptionResource::answer);
    }

    private static Response answer(ReencryptionResult done) {
        return AdminResponses.json(200, new Reencryption(done.atRest(), done.reencrypted(), done.left()));
    }

    @RegisterForReflection
    @Schema(
            name = "Reencryption",
            requiredProperties = {"at_rest", "reencrypted", "left"})
    record Reencryption(
            @Schema(description = "Whether secrets are stored in a database")
            boolean atRest,

            @Schema(minimum = "0") int reencrypted,

            @Schema(minimum = "0", description = "Secrets still encrypted under another key")
            int left) {}
}
