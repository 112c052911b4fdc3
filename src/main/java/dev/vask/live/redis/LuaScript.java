package dev.vask.live.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;

/** The operations on the live state that are atomic in Redis, one Lua script each, in {@code /lua}. */
enum LuaScript {
    CONNECT,
    DISCONNECT,
    SUBSCRIBE,
    UNSUBSCRIBE,
    SIGNIN,
    PUBLISH,
    TERMINATE,
    CHANNELS,
    CHANNEL,
    USERS,
    USAGE,
    REFUSED,
    USED_RESTORE,
    USED_TAKE,
    SWEEP,
    HELD,
    RESTORE,
    MEMBERS,
    GONE,
    REAP,
    HOOKS_FETCH,
    HOOKS_FINISH,
    HOOKS_REPLAY,
    HOOKS_RELEASE,
    HOOKS_STATUS,
    ANNOUNCE(""),
    BACK(""),
    BEAT(""),
    BURY(""),
    LEAVE(""),
    MISSING(""),
    REAPED("");

    private final String text;
    private final String sha;

    /** What the scripts on the state of one app have in common. */
    private static final class Prelude {
        static final String TEXT = read("prelude");
    }

    /** A script on the state of one app. */
    LuaScript() {
        this(Prelude.TEXT);
    }

    LuaScript(String before) {
        text = before + read(name().toLowerCase(Locale.ROOT));
        sha = sha1(text);
    }

    /** The whole text. */
    String text() {
        return text;
    }

    /** The name under which Redis knows it once it is loaded. */
    String sha() {
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
