/**
 * The wire language of the Pusher Channels protocol: names, commands, messages, signatures and error codes.
 * Pure Java and Jackson, no I/O; imports nothing of ours. Section numbers in Javadoc are those of the protocol specification.
 */
@NullMarked
package dev.vask.protocol;

import org.jspecify.annotations.NullMarked;
