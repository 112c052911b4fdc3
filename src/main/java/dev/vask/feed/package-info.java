/**
 * The live feed of what happens in an app, and questions to all nodes: what operators watch. {@link dev.vask.feed.Feed} costs one volatile
 * read while nobody watches.
 */
@NullMarked
package dev.vask.feed;

import org.jspecify.annotations.NullMarked;
