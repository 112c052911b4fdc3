/** What a trace shows of a publish, from its request to each node's sockets: the only package that knows OpenTelemetry. */
@NullMarked
package dev.vask.traces;

import org.jspecify.annotations.NullMarked;
