/**
 * The HTTP API for the backends of apps, {@code /apps/{app_key}/...} (section 4), signed as in section 3.1. {@link Routes} matches
 * a request, {@link Calls} authenticates it, and the handler of its {@link Route} processes it.
 */
@NullMarked
package dev.vask.api;

import org.jspecify.annotations.NullMarked;
