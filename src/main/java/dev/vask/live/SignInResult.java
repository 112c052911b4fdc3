package dev.vask.live;

import java.util.Set;

/**
 * The result of a sign-in.
 *
 * @param sequence later messages are for the signed-in connection, those up to it are not
 * @param online   the users of the watchlist who were online, including the user if it watches itself
 */
public record SignInResult(long sequence, Set<String> online) {}
