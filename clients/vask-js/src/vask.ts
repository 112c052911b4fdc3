import type Pusher from 'pusher-js';
import { RecoveringSocket, asksForProtocol7 } from './socket';

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
export function recover(clients: typeof Pusher): void {
    const runtime = clients?.Runtime;
    if (!runtime?.createWebSocket) {
        throw new TypeError('recover() expects the class Pusher of pusher-js 8.6: recover(Pusher)');
    }
    const open = runtime.createWebSocket.bind(runtime);
    runtime.createWebSocket = (url) => (asksForProtocol7(url) ? new RecoveringSocket(clients, open, url) : open(url));
}
