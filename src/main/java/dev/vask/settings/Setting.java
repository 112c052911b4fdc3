package dev.vask.settings;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A setting of the server.
 *
 * @param name     the name of the property, like {@code vask.edge.drain}
 * @param variable the environment variable that sets it, like {@code VASK_EDGE_DRAIN}
 * @param type     the values that it accepts
 * @param optional whether an empty value means that it is not set
 */
record Setting(String name, String variable, ValueType type, boolean optional) {

    private static final Pattern NOT_IN_VARIABLES = Pattern.compile("[^A-Za-z0-9]");

    static Setting of(String name, ValueType type, boolean optional) {
        return new Setting(name, variable(name), type, optional);
    }

    /** The environment variable that sets a property. */
    static String variable(String name) {
        return NOT_IN_VARIABLES.matcher(name).replaceAll("_").toUpperCase(Locale.ROOT);
    }
}
