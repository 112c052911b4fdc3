/** What all HTTP of this server has in common: a request's id, and what an answer says when a request is not done. */
@NullMarked
package dev.vask.http;

import org.jspecify.annotations.NullMarked;
