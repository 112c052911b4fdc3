package dev.vask.feed;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Limits of the live feed. */
@ConfigMapping(prefix = "vask.feed")
public interface FeedConfig {

    /** Maximum viewers of the feed of one app, on all nodes together. */
    @WithDefault("20")
    int maxViewers();

    /** Maximum events per second that one node reports for one app. The others are counted. */
    @WithDefault("200")
    int eventsPerSecond();

    /** Maximum bytes of events that wait for one viewer. More are left out and counted. */
    @WithDefault("262144")
    int viewerBytes();

    /** Maximum bytes of the recent webhook attempts that this node keeps for all apps together. */
    @WithDefault("4194304")
    int attemptBytes();
}
