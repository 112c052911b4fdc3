package dev.vask.apps;

/**
 * What {@link AppStore#reencryptSecrets} did.
 *
 * @param atRest      whether secrets are kept anywhere but in memory
 * @param reencrypted how many secrets and values of webhook headers are under the first key now, and were not before
 * @param left        how many are not, or are in the format of an earlier version: made meanwhile by an instance with other keys, or under a key that is unknown here
 */
public record Reencryption(boolean atRest, int reencrypted, int left) {

    /** What there is to do where secrets are kept in memory alone. */
    public static final Reencryption NOTHING_AT_REST = new Reencryption(false, 0, 0);
}
