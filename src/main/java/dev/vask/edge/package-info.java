/**
 * WebSocket connections: admission, life, commands and limits. Only this package and {@code edge.netty} depend on WebSockets Next, and
 * only {@code edge.netty} on the network connections below it.
 */
@NullMarked
package dev.vask.edge;

import org.jspecify.annotations.NullMarked;
