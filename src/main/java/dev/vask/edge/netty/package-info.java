/**
 * WebSocket connections in Netty's pipelines, and everything that depends on how Vert.x and Netty work inside. What a connection may
 * do is decided in {@link dev.vask.edge}, which does not depend on this package.
 */
@NullMarked
package dev.vask.edge.netty;

import org.jspecify.annotations.NullMarked;
