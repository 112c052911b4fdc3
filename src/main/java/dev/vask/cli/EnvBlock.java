package dev.vask.cli;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The environment variables from which Laravel and other backends configure a Pusher SDK, and those that Vite passes to the browser.
 *
 * @param appId  the id that SDKs send; the key if the app has no other
 * @param key    the app key
 * @param secret null if it is not known
 * @param url    the public URL of the server
 */
record EnvBlock(String appId, String key, @Nullable String secret, URI url) {

    /** The commands with this format. */
    static final List<String> COMMANDS =
            List.of("vask apps create", "vask apps show", "vask secrets add", "vask secrets rotate");

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:@%+=,-]*");

    /** The lines of the block. Values are quoted where a shell or a dotenv file needs it. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("PUSHER_APP_ID=" + quote(appId));
        lines.add("PUSHER_APP_KEY=" + quote(key));
        lines.add(
                secret == null
                        ? "# PUSHER_APP_SECRET was shown when it was created. For a new one: vask secrets rotate " + key
                        : "PUSHER_APP_SECRET=" + quote(secret));
        lines.add("PUSHER_HOST=" + url.getHost());
        lines.add("PUSHER_PORT=" + port());
        lines.add("PUSHER_SCHEME=" + url.getScheme());
        lines.add("PUSHER_APP_CLUSTER=");
        lines.add("VITE_PUSHER_APP_KEY=" + quote(key));
        lines.add("VITE_PUSHER_HOST=" + url.getHost());
        lines.add("VITE_PUSHER_PORT=" + port());
        lines.add("VITE_PUSHER_SCHEME=" + url.getScheme());
        lines.add("VITE_PUSHER_APP_CLUSTER=");
        return lines;
    }

    private int port() {
        if (url.getPort() >= 0) {
            return url.getPort();
        }
        return url.getScheme().equals("https") ? 443 : 80;
    }

    private static String quote(String value) {
        if (PLAIN.matcher(value).matches()) {
            return value;
        }
        return value.contains("'") ? '"' + value.replaceAll("([\\\\\"$`])", "\\\\$1") + '"' : "'" + value + "'";
    }
}
