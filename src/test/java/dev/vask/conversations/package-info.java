/** Tests of the WebSocket protocol over network connections, one class per topic of its sections 5 to 12. */
@NullMarked
package dev.vask.conversations;

import org.jspecify.annotations.NullMarked;
