/**
 * The HTTP API for the backends of apps, {@code /apps/{app_key}/...} (section 4), signed as in section 3.1. A request comes in at
 * {@link Routes}, is read and judged by {@link Calls}, and done by what its {@link Route} leads to.
 */
@NullMarked
package dev.vask.api;

import org.jspecify.annotations.NullMarked;
