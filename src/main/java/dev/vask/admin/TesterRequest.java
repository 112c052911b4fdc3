package dev.vask.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vask.protocol.ChannelName;
import dev.vask.protocol.InvalidNameException;
import dev.vask.protocol.SocketId;
import dev.vask.protocol.UserId;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.Map;
import java.util.function.Consumer;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request of the connection tester: for a channel, or for a sign-in.
 *
 * @param socketId an open connection
 * @param channel  the channel to subscribe to, null for a sign-in
 * @param userId   the member, on a presence channel
 * @param userInfo the info of the member
 * @param signIn   the user to sign in as, null for a channel
 */
@RegisterForReflection
@Schema(
        name = "TesterRequest",
        description = "Exactly one of channel and sign_in is required",
        requiredProperties = "socket_id")
record TesterRequest(
        @Schema(description = "Socket id of an open connection of the app") @Nullable
        String socketId,

        @Schema(description = "Name of a private, presence or encrypted channel") @Nullable
        String channel,

        @Schema(description = "Id of the member of a presence channel; the signed-in user if absent") @Nullable
        String userId,

        @Schema(implementation = Object.class, description = "Info of the member, as JSON") @Nullable
        JsonNode userInfo,

        @Nullable User signIn) {

    private static final String ONE = "exactly one of channel and sign_in is required";

    /** A user to sign in as. */
    @RegisterForReflection
    @Schema(name = "TesterUser", requiredProperties = "id")
    record User(
            @Schema(description = "Id of the user") @Nullable
            String id,

            @Schema(implementation = Object.class, description = "Info of the user, as JSON") @Nullable
            JsonNode info) {}

    /** Reads a body. */
    static TesterRequest read(RequestReader requests, byte @Nullable [] body) {
        return requests.read(body, TesterRequest.class, TesterRequest::check);
    }

    private static void check(TesterRequest request, ObjectNode body, Map<String, String> problems) {
        check(problems, "socket_id", request.socketId, SocketId::parse);
        if ((request.channel == null) == (request.signIn == null)) {
            problems.putIfAbsent("channel", ONE);
        } else if (request.signIn != null) {
            check(problems, "sign_in.id", request.signIn.id, UserId::parse);
        } else {
            check(problems, "channel", request.channel, name -> {
                if (!ChannelName.parse(name).type().needsAuth()) {
                    throw new InvalidNameException("Channel '%s' needs no signature.".formatted(name));
                }
            });
        }
    }

    private static void check(
            Map<String, String> problems, String field, @Nullable String value, Consumer<String> parser) {
        if (problems.containsKey(field)) {
            return;
        }
        try {
            if (value == null) {
                problems.put(field, "is required");
            } else {
                parser.accept(value);
            }
        } catch (InvalidNameException e) {
            problems.put(field, String.valueOf(e.getMessage()));
        }
    }
}
