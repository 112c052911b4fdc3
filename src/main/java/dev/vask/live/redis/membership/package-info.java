/**
 * This node as a member of the cluster: its lease and the life of nodes ({@link dev.vask.live.redis.membership.NodeState}), what its
 * connections hold ({@link dev.vask.live.redis.membership.LocalState}), the resync after a reconnect, and the release of expired nodes.
 * Start reading at {@link dev.vask.live.redis.membership.LocalNode}.
 */
@NullMarked
package dev.vask.live.redis.membership;

import org.jspecify.annotations.NullMarked;
