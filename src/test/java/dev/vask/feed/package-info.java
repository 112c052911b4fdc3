/** Tests of the live feed and of what else operators watch. */
@NullMarked
package dev.vask.feed;

import org.jspecify.annotations.NullMarked;
