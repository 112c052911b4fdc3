/**
 * The HTTP API for the backends of apps, {@code /apps/{app_key}/...} (section 4), signed as in section 3.1. {@link ApiRouter} matches
 * a request, {@link ApiRequestHandler} authenticates it, and the handler of its {@link ApiRoute} processes it.
 */
@NullMarked
package dev.vask.api;

import org.jspecify.annotations.NullMarked;
