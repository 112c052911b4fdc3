/** What a server on the JVM looks up by name, compared with what the native executable is given. */
@NullMarked
package dev.vask.reachability;

import org.jspecify.annotations.NullMarked;
