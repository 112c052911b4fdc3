/** WebSocket connections: the only package that knows WebSockets Next and Netty. */
@NullMarked
package dev.vask.edge;

import org.jspecify.annotations.NullMarked;
