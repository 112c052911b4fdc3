package dev.vask.apps.postgres;

/** How the tables say under which key their values are encrypted, in SQL. */
final class AtRest {

    /** The id of the key of an element {@code header} of {@code apps.webhook_headers}, null if it is not encrypted. */
    static final String KEY_OF_HEADER = "substring(header from '^[^:@]+@([0-9a-f]{8})=')";

    /** The ids of the keys in use, null among them if something is not encrypted. */
    static final String KEYS = "select key_id from app_secrets union select " + KEY_OF_HEADER
            + " from apps, unnest(webhook_headers) as header";

    private AtRest() {}

    /** Whether a row of {@code app_secrets} is not as it is written now, under the key whose id this parameter holds. */
    static String secretOtherwise(String parameter) {
        return "(key_id is distinct from %s or secret not like 'v2:%%')".formatted(parameter);
    }

    /** The same for an element {@code header} of {@code apps.webhook_headers}. */
    static String headerOtherwise(String parameter) {
        return "(%s is distinct from %s)".formatted(KEY_OF_HEADER, parameter);
    }
}
