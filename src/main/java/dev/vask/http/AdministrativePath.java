package dev.vask.http;

import java.util.Arrays;

/**
 * The paths for operators: on the management port, and on the public port if {@code vask.admin.public} allows it. Nodes that do not
 * serve HTTP do not serve them either.
 */
public enum AdministrativePath {
    /** The admin API. */
    ADMIN_API("/admin", "The admin API"),
    /** The console, a web page that uses the admin API. */
    CONSOLE("/console", "The console");

    private final String prefix;
    private final String label;

    AdministrativePath(String prefix, String label) {
        this.prefix = prefix;
        this.label = label;
    }

    /** The path of a route for the prefix and everything below it. */
    public String routePath() {
        return prefix + "/*";
    }

    /** Its name at the beginning of a sentence. */
    public String label() {
        return label;
    }

    /** Whether a normalized path is the prefix or below it. */
    public boolean contains(String path) {
        return path.startsWith(prefix) && (path.length() == prefix.length() || path.charAt(prefix.length()) == '/');
    }

    /** Whether a normalized path is for operators. */
    public static boolean includes(String path) {
        return Arrays.stream(values()).anyMatch(it -> it.contains(path));
    }
}
