package dev.vask.webhooks;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings for webhooks. */
@ConfigMapping(prefix = "vask.webhooks")
public interface WebhooksConfig {

    /**
     * Whether this node delivers webhooks. All nodes do, whatever their role, except functions. False is for nodes that get no CPU
     * between requests.
     */
    @WithDefault("true")
    boolean deliver();

    /** Time for which channel_vacated and member_removed are held back. If the change is reverted meanwhile, nothing is sent. 0s disables it. */
    @WithDefault("3s")
    Duration grace();

    /** Timeout of a delivery attempt. */
    @WithDefault("10s")
    Duration timeout();

    /** Pause before the second attempt. Attempts start 0, 1, 3, 7, ... 255 times this after the first; then the delivery is a dead letter. */
    @WithDefault("1s")
    Duration backoff();

    /** Maximum webhook events of one app that wait for delivery; more are dropped. Events that need no signature may use half. */
    @WithDefault("100000")
    int queueEvents();

    /** Maximum bytes of the webhook events of one app that wait for delivery; more are dropped. Events that need no signature may use half. */
    @WithDefault("33554432")
    long queueBytes();

    /** Maximum bytes of the dead letters of one app. The oldest are deleted first. */
    @WithDefault("33554432")
    long deadLetterBytes();

    /** Whether endpoints may have private addresses and use plain HTTP. For development and tests. */
    @WithDefault("false")
    boolean allowPrivateTargets();
}
