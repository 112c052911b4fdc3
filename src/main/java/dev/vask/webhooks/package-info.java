/**
 * Sends webhooks to backends (section 13): takes events from {@link dev.vask.live.WebhookQueue} and delivers them. Start with
 * {@link dev.vask.webhooks.WebhookDeliverer}. Only this package uses the HTTP client.
 */
@NullMarked
package dev.vask.webhooks;

import org.jspecify.annotations.NullMarked;
