package dev.vask.admin;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.vask.apps.AppStore;
import dev.vask.apps.ReencryptionResult;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;

/** Encrypts the secrets of all apps again, after a change of {@code vask.secrets.key}. */
@Path("/admin/v1/secrets/reencrypt")
@AdminTokenRequired
final class ReencryptionResource {

    private final AppStore apps;

    ReencryptionResource(AppStore apps) {
        this.apps = apps;
    }

    @POST
    public Uni<Response> reencrypt() {
        return Uni.createFrom().completionStage(apps::reencryptSecrets).map(ReencryptionResource::answer);
    }

    private static Response answer(ReencryptionResult done) {
        return AdminResponses.json(
                200,
                JsonNodeFactory.instance
                        .objectNode()
                        .put("at_rest", done.atRest())
                        .put("reencrypted", done.reencrypted())
                        .put("left", done.left()));
    }
}
