package dev.vask.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vask.apps.App;
import dev.vask.protocol.ChannelName;
import dev.vask.protocol.Json;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The authorization of a connection, as a backend returns it to an SDK (3.2).
 *
 * @param auth         the app key and the signature
 * @param channelData  the member, null except on presence channels
 * @param sharedSecret the key of an encrypted channel
 * @param userData     the user of a sign-in
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "TesterAuthorization", requiredProperties = "auth")
record TesterResponse(
        String auth,

        @Schema(description = "The member, as JSON, on a presence channel") @Nullable
        String channelData,

        @Schema(
                description =
                        "Key of an encrypted channel in Base64, random for each response; it does not decrypt the events of a backend, whose master key the server does not know")
        @Nullable
        String sharedSecret,

        @Schema(description = "The user, as JSON, of a sign-in") @Nullable
        String userData) {

    private static final int KEY_BYTES = 32;

    static TesterResponse of(App app, TesterRequest request, SecureRandom random) {
        String socket = Objects.requireNonNull(request.socketId());
        TesterRequest.User user = request.signIn();
        if (user != null) {
            ObjectNode data = JsonNodeFactory.instance.objectNode().put("id", user.id());
            if (user.info() != null) {
                data.set("user_info", user.info());
            }
            String userData = Json.compact(data);
            return new TesterResponse(sign(app, socket + "::user::" + userData), null, null, userData);
        }
        ChannelName channel = ChannelName.parse(Objects.requireNonNull(request.channel()));
        String member = member(channel, request);
        String text = socket + ":" + channel + (member == null ? "" : ":" + member);
        return new TesterResponse(sign(app, text), member, channel.type().isEncrypted() ? key(random) : null, null);
    }

    private static @Nullable String member(ChannelName channel, TesterRequest request) {
        if (!channel.type().isPresence() || request.userId() == null) {
            return null;
        }
        ObjectNode member = JsonNodeFactory.instance.objectNode().put("user_id", request.userId());
        if (request.userInfo() != null) {
            member.set("user_info", request.userInfo());
        }
        return Json.compact(member);
    }

    private static String sign(App app, String text) {
        return app.key() + ":" + app.signAuthorization(text);
    }

    private static String key(SecureRandom random) {
        byte[] bytes = new byte[KEY_BYTES];
        random.nextBytes(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }
}
