package dev.vask.live.redis.scripts;

import dev.vask.live.redis.connection.Script;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The Lua scripts in {@code /lua}, each an operation that is atomic in Redis. */
public enum LuaScript implements Script {
    CONNECT,
    DISCONNECT,
    SUBSCRIBE("local recovery\n", List.of("subscribe")),
    SUBSCRIBE_RESUMING("", List.of("subscribe_resuming", "subscribe")),
    UNSUBSCRIBE,
    SIGN_IN,
    PUBLISH("local recovery, effects\n", List.of("publish")),
    PUBLISH_WITH_EFFECTS("local recovery\n", List.of("publish_effects", "publish")),
    PUBLISH_RECOVERABLE("local effects\n", List.of("publish_recoverable", "publish")),
    PUBLISH_RECOVERABLE_WITH_EFFECTS("", List.of("publish_recoverable", "publish_effects", "publish")),
    HISTORY,
    TERMINATE,
    CHANNELS,
    CHANNEL,
    USERS,
    MEMBERS,
    USAGE,
    COUNT_REJECTIONS,
    RESTORE_USAGE,
    TAKE_USAGE,
    SEND_DUE_COUNTS,
    NODE_ENTRIES,
    RESTORE_ENTRY,
    NODE_MEMBERS,
    NOTIFY_RELEASED,
    RELEASE_NODE,
    WEBHOOKS_FETCH,
    WEBHOOKS_FINISH,
    WEBHOOKS_REPLAY,
    WEBHOOKS_RELEASE,
    WEBHOOKS_STATUS,
    WEBHOOKS_TRIM,
    REGISTER_APP(""),
    MARK_RESTORED(""),
    RENEW_LEASE(""),
    EXPIRE_NODES(""),
    EXPIRED_NODES(""),
    DEREGISTER_NODE(""),
    UNRESTORED_NODES(""),
    FINISH_RELEASE("");

    private final String text;
    private final String sha;

    /** What the scripts that work on the state of one app have in common. */
    private static final class Prelude {
        static final LuaPrelude INSTANCE = new LuaPrelude(read("prelude"));
    }

    /** A script that works on the state of one app. */
    LuaScript() {
        String body = read(name().toLowerCase(Locale.ROOT));
        text = Prelude.INSTANCE.before(body) + body;
        sha = sha1(text);
    }

    /**
     * A script that works on the state of one app, in several files.
     *
     * @param missing declares, in place of the files that define them, variables of the last file
     */
    LuaScript(String missing, List<String> files) {
        String body = missing + files.stream().map(LuaScript::read).collect(Collectors.joining());
        text = Prelude.INSTANCE.before(body) + body;
        sha = sha1(text);
    }

    /** A script with another beginning. */
    LuaScript(String before) {
        text = before + read(name().toLowerCase(Locale.ROOT));
        sha = sha1(text);
    }

    @Override
    public String text() {
        return text;
    }

    @Override
    public String sha() {
        return sha;
    }

    private static String read(String name) {
        try (InputStream script = LuaScript.class.getResourceAsStream("/lua/" + name + ".lua")) {
            if (script == null) {
                throw new IllegalStateException("script /lua/%s.lua is missing from the build".formatted(name));
            }
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String sha1(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }
}
