package dev.vask.settings;

/**
 * A setting as it was given.
 *
 * @param name   the name as written
 * @param value  the value as written; it may be a secret
 * @param origin where it was found
 */
record GivenSetting(String name, String value, Origin origin) {

    /** Where a setting was found; an earlier one takes precedence. */
    enum Origin {
        SYSTEM_PROPERTY(""),
        ENVIRONMENT(""),
        DOT_ENV(" in .env"),
        FILE(" in config/application.properties");

        private final String place;

        Origin(String place) {
            this.place = place;
        }
    }

    /** The name, and the file in which it was found. */
    String label() {
        return name + origin.place;
    }

    /** Whether the value is in place, and not an expression that refers to another setting. */
    boolean isLiteral() {
        return !value.contains("${");
    }
}
