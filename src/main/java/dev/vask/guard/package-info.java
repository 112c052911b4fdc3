/**
 * Protection before anybody has proved who they are: how many connections there may be, how often an address may knock, and how long
 * a request may take to come.
 * The one place that knows which address a request is counted for.
 */
@NullMarked
package dev.vask.guard;

import org.jspecify.annotations.NullMarked;
