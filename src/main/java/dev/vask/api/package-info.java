/**
 * The HTTP API for the backends of apps, {@code /apps/{app_key}/...} (section 4), signed as in section 3.1. {@link SignatureFilter}
 * authenticates a request before its resource is called.
 */
@NullMarked
package dev.vask.api;

import org.jspecify.annotations.NullMarked;
