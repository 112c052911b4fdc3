/** Tests of what all HTTP has in common. */
@NullMarked
package dev.vask.http;

import org.jspecify.annotations.NullMarked;
