/**
 * The wire format of the Pusher Channels protocol: names, commands, messages, signatures and error codes. Pure Java and Jackson, no
 * I/O, no imports from other packages of Vask. Section numbers in Javadoc refer to {@code docs/protocol.md}.
 */
@NullMarked
package dev.vask.protocol;

import org.jspecify.annotations.NullMarked;
