package dev.vask.live.redis.scripts;

import dev.vask.live.SignInResult;
import dev.vask.protocol.UserId;
import io.vertx.redis.client.Response;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Signs one connection in.
 *
 * @param replaced the watchlist of the connection's earlier sign-in, null if this is the first
 */
public record SignInScript(
        UserId user, List<String> watchlist, @Nullable List<String> replaced) implements AppScript<SignInResult> {

    @Override
    public LuaScript script() {
        return LuaScript.SIGN_IN;
    }

    @Override
    public void write(ScriptArguments arguments) {
        arguments
                .text(user.value())
                .flag(replaced == null)
                .list(replaced == null ? List.of() : replaced)
                .list(watchlist);
    }

    @Override
    public SignInResult read(Response response) {
        return new SignInResult(response.get(0).toLong(), new LinkedHashSet<>(Responses.strings(response.get(1))));
    }
}
