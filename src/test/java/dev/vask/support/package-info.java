/**
 * What the tests speak with: a server as its own process, apps, backends that sign, clients that converse.
 *
 * <p>A test takes every URL from its {@link dev.vask.support.Server} and every app from it too, so that it neither disturbs
 * other tests nor knows how many processes answer.
 */
@NullMarked
package dev.vask.support;

import org.jspecify.annotations.NullMarked;
