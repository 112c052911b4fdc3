package dev.vask.live.redis.membership;

import dev.vask.live.redis.scripts.LuaScript;
import java.util.List;

/**
 * The state of a node under one name. The diagram is in {@code docs/architecture.md}, "The life of a node". Redis has a lease of a node
 * that is {@link #ALIVE}, and lists it as expired while it is {@link #EXPIRED}.
 */
enum NodeState {

    /** The node has a lease, and renews it with each heartbeat. */
    ALIVE,

    /** The lease was not renewed in time, or the node deregistered. The other nodes release its state. */
    EXPIRED,

    /** Its state is released. What it still sends has no effect. */
    RELEASED,

    /**
     * The process runs, and learned that its lease expired. Its clients must reconnect; then it registers under a new name. Redis does
     * not know this state.
     */
    RETURNED;

    /**
     * A change of the state.
     *
     * @param from   the state before
     * @param to     the state after, which may be the same
     * @param script the script that makes the change, or by whose result the node learns of it
     */
    record Transition(NodeState from, NodeState to, LuaScript script) {}

    /** All changes, without the first and the last state of a name. */
    static final List<Transition> TRANSITIONS = List.of(
            new Transition(ALIVE, ALIVE, LuaScript.RENEW_LEASE),
            new Transition(ALIVE, EXPIRED, LuaScript.EXPIRE_NODES),
            new Transition(ALIVE, EXPIRED, LuaScript.DEREGISTER_NODE),
            new Transition(EXPIRED, EXPIRED, LuaScript.RELEASE_NODE),
            new Transition(EXPIRED, RELEASED, LuaScript.FINISH_RELEASE),
            new Transition(EXPIRED, RETURNED, LuaScript.RENEW_LEASE),
            new Transition(RELEASED, RETURNED, LuaScript.RENEW_LEASE));
}
