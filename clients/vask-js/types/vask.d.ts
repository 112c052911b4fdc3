import type Pusher from 'pusher-js';
/** Data of the event `vask:resume`, which a channel emits after it was subscribed again. */
export interface Resume {
    /** Whether all missed events follow. If not, events may have been missed: load the current state. */
    ok: boolean;
}
/**
 * Lets the clients of pusher-js receive the events that they missed while they were disconnected from a Vask server. Call it once,
 * before a client is created.
 *
 * @param clients the class `Pusher` of pusher-js 8.6
 */
export declare function recover(clients: typeof Pusher): void;
