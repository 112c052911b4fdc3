/**
 * Limits for clients before authentication: the number of connections, what an address may do per minute, and how long a request
 * may take to arrive. Only this package determines the client address of a request.
 */
@NullMarked
package dev.vask.limits;

import org.jspecify.annotations.NullMarked;
