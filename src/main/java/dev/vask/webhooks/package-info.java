/**
 * Telling backends what happened (section 13): takes what waits in {@link dev.vask.live.WebhookQueue} and delivers it, start with
 * {@link dev.vask.webhooks.Deliverer}. The only package that knows the HTTP client.
 */
@NullMarked
package dev.vask.webhooks;

import org.jspecify.annotations.NullMarked;
