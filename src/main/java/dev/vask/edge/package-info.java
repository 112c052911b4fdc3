/** WebSocket connections. Only this package depends on WebSockets Next. */
@NullMarked
package dev.vask.edge;

import org.jspecify.annotations.NullMarked;
