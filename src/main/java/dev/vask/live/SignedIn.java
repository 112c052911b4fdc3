package dev.vask.live;

import java.util.Set;

/**
 * The instant at which a sign-in took effect.
 *
 * @param sequence messages after this one are for the signed-in socket, those up to it are not
 * @param online   those of the watchlist who were online, the user itself included if it watches itself
 */
public record SignedIn(long sequence, Set<String> online) {}
