import type Pusher from 'pusher-js';
import type { Channel } from 'pusher-js';
import { dataOf, parseFrame } from './frames';
import { type Answer, type Position, advance, isContinued, isOfOtherEpoch, repositioned } from './positions';

const MAX_EARLIER_SOCKET_IDS = 10;

/** By channel: pusher-js creates a new one when a channel is subscribed again after it was unsubscribed. */
const positions = new WeakMap<Channel, Position>();

/** Socket ids of a client, the newest last, with that of the current connection. */
const socketIds = new WeakMap<Pusher, string[]>();

/** What is sent and received over one WebSocket of a client. */
export class Session {
    private recovers = false;

    /**
     * @param server what identifies server and app in URLs
     * @param client the client that uses this connection; undefined before it has chosen, and after it has left, the connection
     */
    constructor(
        private readonly server: string,
        private readonly client: () => Pusher | undefined,
    ) {}

    /** Adds the position of the channel to a subscription. Returns the text to send. */
    outgoing(text: string): string {
        const client = this.recovers && this.client();
        const frame = client && parseFrame(text);
        const channel = frame && frame.event === 'pusher:subscribe' && client.channel(frame.data.channel);
        if (!channel) {
            return text;
        }
        const after = this.position(channel)?.after ?? '';
        const earlier = (socketIds.get(client) ?? []).filter((id) => id !== client.connection.socket_id);
        const resume_socket_ids = after && earlier.length > 0 ? earlier : undefined;
        return JSON.stringify({ ...frame, data: { ...frame.data, resume_after_id: after, resume_socket_ids } });
    }

    /** Passes a received message on, unless its event was delivered already. */
    incoming(text: string, deliver: () => void): void {
        const frame = parseFrame(text);
        if (frame?.event === 'pusher:connection_established') {
            this.connected(dataOf(frame), deliver);
            return;
        }
        const client = this.client();
        const channel = frame?.channel && client?.channel(frame.channel);
        if (!channel) {
            deliver();
        } else if (frame.event === 'pusher_internal:subscription_succeeded') {
            this.subscribed(channel, dataOf(frame)?.resume, deliver);
        } else {
            this.event(channel, frame.id, deliver);
        }
    }

    private connected(data: any, deliver: () => void): void {
        this.recovers = data?.protocol === 8;
        deliver();
        const client = this.client();
        if (client) {
            const earlier = socketIds.get(client) ?? [];
            socketIds.set(client, [...earlier.slice(-MAX_EARLIER_SOCKET_IDS), client.connection.socket_id]);
        }
    }

    /** Without an answer, events may have been missed, and those to come have no ids. */
    private subscribed(channel: Channel, answer: Answer | undefined, deliver: () => void): void {
        const position = this.position(channel);
        const ok = !!position && isContinued(position, answer);
        if (answer) {
            positions.set(channel, repositioned(this.server, position, answer));
        } else {
            positions.delete(channel);
        }
        try {
            deliver();
        } finally {
            // The client leaves a channel here that was unsubscribed in the meantime.
            if (position && channel.pusher.channel(channel.name) === channel) {
                channel.emit('vask:resume', { ok });
            }
        }
    }

    private event(channel: Channel, id: string | undefined, deliver: () => void): void {
        const position = id && this.position(channel);
        if (position && isOfOtherEpoch(position, id)) {
            channel.emit('vask:resume', { ok: false });
        }
        if (!position || advance(position, id)) {
            deliver();
        }
    }

    private position(channel: Channel): Position | undefined {
        const position = positions.get(channel);
        return position?.server === this.server ? position : undefined;
    }
}
