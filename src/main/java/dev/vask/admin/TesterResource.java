package dev.vask.admin;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vask.apps.App;
import dev.vask.apps.AppStore;
import dev.vask.feed.NodeQueries;
import dev.vask.feed.NodeQueryHandler;
import dev.vask.http.ApiErrorCode;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.security.SecureRandom;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Authorizes one open connection, as the app's backend would, so that an operator can test channels and sign-ins. */
@Path("/admin/v1/apps/{key}/tester")
@AdminTokenRequired
@RegisterForReflection // for AuditFilter
@Tag(name = "feed")
final class TesterResource {

    private final AppStore apps;
    private final NodeQueries nodes;
    private final RequestReader requests;
    private final SecureRandom random = new SecureRandom();

    TesterResource(AppStore apps, NodeQueries nodes, RequestReader requests) {
        this.apps = apps;
        this.nodes = nodes;
        this.requests = requests;
    }

    @POST
    @Audited("tester.authorize")
    @Operation(
            operationId = "authorizeTester",
            summary = "Authorize one open connection for a channel or a sign-in, to test it")
    @APIResponse(
            responseCode = "200",
            description = "The authorization, valid for this connection only",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = TesterResponse.class),
                            example = OpenApiExamples.TESTER_AUTHORIZATION))
    @APIResponse(responseCode = "400", ref = "Invalid")
    public Uni<Response> authorize(
            @PathParam("key") @Parameter(ref = "Key") String key,
            @RequestBody(
                            required = true,
                            content =
                                    @Content(
                                            mediaType = MediaType.APPLICATION_JSON,
                                            schema = @Schema(implementation = TesterRequest.class),
                                            example = OpenApiExamples.TESTER_REQUEST))
                    byte @Nullable [] body) {
        TesterRequest request = TesterRequest.read(requests, body);
        return Uni.createFrom()
                .completionStage(apps.find(key))
                .map(found -> found.orElseThrow(() -> AdminException.noSuchApp(key)))
                .flatMap(app -> authorize(app, request));
    }

    private Uni<Response> authorize(App app, TesterRequest request) {
        ObjectNode question =
                JsonNodeFactory.instance.objectNode().put("app", app.key()).put("socket_id", request.socketId());
        return Uni.createFrom()
                .completionStage(() -> nodes.ask(NodeQueryHandler.CONNECTION, question))
                .map(answers -> {
                    checkOpen(app, request, answers);
                    return AdminResponses.json(200, TesterResponse.of(app, request, random));
                });
    }

    private static void checkOpen(App app, TesterRequest request, Map<String, ObjectNode> answers) {
        if (answers.values().stream().noneMatch(it -> it.path("open").asBoolean())) {
            throw new AdminException(
                    ApiErrorCode.NO_SUCH_CONNECTION,
                    "App '%s' has no open connection with the socket id %s.".formatted(app.key(), request.socketId()));
        }
    }
}
