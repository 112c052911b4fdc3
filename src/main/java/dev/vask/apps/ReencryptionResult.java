package dev.vask.apps;

/**
 * The result of {@link AppStore#reencryptSecrets}.
 *
 * @param atRest      whether secrets are stored in a database
 * @param reencrypted how many secrets and webhook header values were encrypted again
 * @param left        how many are not under the first key or in an earlier format: written meanwhile by a node with other keys, or
 *                    under a key that is unknown here
 */
public record ReencryptionResult(boolean atRest, int reencrypted, int left) {

    /** The result if secrets are only in memory. */
    public static final ReencryptionResult NOTHING_AT_REST = new ReencryptionResult(false, 0, 0);
}
