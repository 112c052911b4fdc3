import type Pusher from 'pusher-js';
import { dataOf, parseFrame } from './frames';
import { Session } from './session';

const PROTOCOL_7 = '?protocol=7&';
const PROTOCOL_8 = '?protocol=8&';
const UNSUPPORTED_PROTOCOL = 4007;

type Open = (typeof Pusher)['Runtime']['createWebSocket'];
type Socket = ReturnType<Open>;

/** Whether a URL is that of a client which asks for protocol 7. */
export function asksForProtocol7(url: string): boolean {
    return url.includes(PROTOCOL_7);
}

/** What pusher-js uses of a WebSocket. This one asks for protocol 8, and for protocol 7 if the server rejects that. */
export class RecoveringSocket implements Socket {
    onopen: Socket['onopen'];
    onmessage: Socket['onmessage'];
    onclose: Socket['onclose'];
    onerror: Socket['onerror'];

    private readonly session: Session;
    private socket!: Socket;
    private mayFallBack = true;

    /**
     * Starts to connect.
     *
     * @param clients the class of the clients, one of which uses this socket
     * @param open creates a WebSocket
     * @param url the URL of the client, which asks for protocol 7
     */
    constructor(
        clients: typeof Pusher,
        private readonly open: Open,
        private readonly url: string,
    ) {
        // A client may change between ws and wss, which use different ports.
        const server = url.replace(/^wss?|:\d+|\?.*/g, '');
        this.session = new Session(server, () =>
            clients.instances.find(({ connection }) => connection.connection?.transport?.socket === this),
        );
        this.connect(url.replace(PROTOCOL_7, PROTOCOL_8));
    }

    send(text: string): void {
        this.socket.send(this.session.outgoing(text));
    }

    close(): void {
        this.mayFallBack = false;
        this.socket.close();
    }

    private connect(url: string): void {
        const socket = (this.socket = this.open(url));
        socket.onopen = (event) => this.onopen?.(event);
        socket.onerror = (event) => this.onerror?.(event);
        socket.onclose = (event) => this.fallsBack(event) || this.onclose?.(event);
        socket.onmessage = (event) => {
            const frame = this.mayFallBack && parseFrame(event.data);
            if (!frame || frame.event !== 'pusher:error' || !this.fallsBack(dataOf(frame))) {
                this.mayFallBack = false;
                this.session.incoming(event.data, () => this.onmessage?.(event));
            }
        };
    }

    /** Connects with protocol 7 if this is how a server rejects protocol 8. */
    private fallsBack(error: { code?: number } | undefined): boolean {
        if (!this.mayFallBack || error?.code !== UNSUPPORTED_PROTOCOL) {
            return false;
        }
        this.mayFallBack = false;
        const { socket } = this;
        socket.onopen = socket.onmessage = socket.onclose = socket.onerror = undefined;
        this.connect(this.url);
        socket.close();
        return true;
    }
}
