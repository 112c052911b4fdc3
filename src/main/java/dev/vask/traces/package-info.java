/** Traces of publishes, from the request to the connections of each node. Only this package uses OpenTelemetry. */
@NullMarked
package dev.vask.traces;

import org.jspecify.annotations.NullMarked;
