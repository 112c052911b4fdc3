/** Common parts of all HTTP handling: request ids, error responses, and limits for heads and bodies. */
@NullMarked
package dev.vask.http;

import org.jspecify.annotations.NullMarked;
