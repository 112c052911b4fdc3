package dev.vask.webhooks;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How backends are told what happens. */
@ConfigMapping(prefix = "vask.webhooks")
public interface WebhooksConfig {

    /** How long channel_vacated and member_removed are held back; if it is undone meanwhile, nothing is sent. 0s for not at all. */
    @WithDefault("3s")
    Duration grace();

    /** How long an endpoint may take to answer before the attempt has failed. */
    @WithDefault("10s")
    Duration timeout();

    /** Pause before the second attempt. Attempts begin 0, 1, 3, 7, ... 255 times this after the first, then it is given up. */
    @WithDefault("1s")
    Duration backoff();

    /** Webhook events of one app that may wait for delivery; more are dropped. Events that need no signature may use half. */
    @WithDefault("100000")
    int queueEvents();

    /** Bytes of the webhook events of one app that may wait for delivery; more are dropped. Events that need no signature may use half. */
    @WithDefault("33554432")
    long queueBytes();

    /** Bytes of the deliveries of one app that are kept as dead letters; the oldest are forgotten first. */
    @WithDefault("33554432")
    long deadLetterBytes();

    /** Whether endpoints may be private addresses and plain HTTP: for development and tests. */
    @WithDefault("false")
    boolean allowPrivateTargets();
}
