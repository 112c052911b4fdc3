/**
 * Apps: the tenants of the service, their secrets, switches and quotas, and where they are kept.
 * Knows the protocol's limits as defaults, and nothing else of ours.
 */
@NullMarked
package dev.vask.apps;

import org.jspecify.annotations.NullMarked;
