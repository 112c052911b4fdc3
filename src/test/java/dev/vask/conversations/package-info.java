/** The protocol as conversations over real sockets, one class per subject of its sections 5 to 12. */
@NullMarked
package dev.vask.conversations;

import org.jspecify.annotations.NullMarked;
