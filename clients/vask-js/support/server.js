import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';

/**
 * A server for the Pusher Channels protocol that recovers missed events as docs/recovery.md says. Its fields may be changed while it
 * runs; clients that are connected keep the protocol that they were given.
 */
export class TestServer {
    /** Highest protocol that the server speaks. */
    protocol = 8;
    /** What happens to a client that asks for a higher one: `ignore`, `close`, or `error`, a frame before the close. */
    rejection = 'close';
    /** Whether events have ids and are kept. */
    history = true;
    /** Whether a cached event is sent after each subscription without a replay. */
    caching = true;
    /** After how many events of a replay the connection is cut. */
    cutsReplayAfter = Infinity;
    /** Part of all ids; another one means that the state was lost. */
    epoch = 'e1';
    /** Whether answers to subscriptions, and rejections of a protocol, wait for `releaseAnswers`. */
    holdsAnswers = false;

    /** Paths and queries of all connections, in order. */
    urls = [];
    /** Data of all `pusher:subscribe` commands, in order. */
    subscribed = [];
    /** All open connections. */
    connections = new Set();

    #channels = new Map();
    #held = [];
    #sockets = 0;
    #http = createServer((_, response) => response.writeHead(404).end());

    /** Starts a server that is stopped after a test. */
    static async start(t, fields = {}) {
        const server = Object.assign(new TestServer(), fields);
        await server.#listen();
        t.after(() => server.#stop());
        return server;
    }

    get port() {
        return this.#http.address().port;
    }

    /** Publishes an event; an event of a client is not cached. Returns its id. */
    publish(channelName, event, data, { except } = {}) {
        const channel = this.#channel(channelName);
        const previous = `${this.epoch}:${channel.sequence}`;
        const id = `${this.epoch}:${++channel.sequence}`;
        const item = { id, previous, event, data: JSON.stringify(data), except };
        channel.events.push(item);
        for (const connection of this.connections) {
            if (connection.channels.has(channelName) && connection.id !== except) {
                this.#send(connection, channelName, item);
            }
        }
        return id;
    }

    /** Sends an event that was published before once more to all subscribers. */
    repeat(channelName, id) {
        const item = this.#channel(channelName).events.find((event) => event.id === id);
        for (const connection of this.connections) {
            this.#send(connection, channelName, item);
        }
    }

    /** Makes the next event of a channel follow this sequence. */
    continueAfter(channelName, sequence) {
        this.#channel(channelName).sequence = sequence;
    }

    /** Forgets the events that a channel keeps. */
    evict(channelName) {
        this.#channel(channelName).events.length = 0;
    }

    /** Loses all state. */
    loseState(epoch) {
        this.epoch = epoch;
        this.#channels.clear();
    }

    /** Closes all connections in a way after which clients connect again at once. */
    reconnectClients() {
        this.connections.forEach(({ socket }) => socket.close(4200));
        this.connections.clear();
    }

    /** Ends all TCP connections without a close frame. */
    cutConnections() {
        this.connections.forEach(({ socket }) => socket.terminate());
        this.connections.clear();
    }

    releaseAnswers() {
        this.holdsAnswers = false;
        this.#held.splice(0).forEach((answer) => answer());
    }

    async #listen() {
        new WebSocketServer({ server: this.#http }).on('connection', (socket, { url }) => this.#accept(socket, url));
        await new Promise((resolve) => this.#http.listen(0, '127.0.0.1', resolve));
    }

    #stop() {
        this.cutConnections();
        this.#http.close();
        this.#http.closeAllConnections();
    }

    #accept(socket, url) {
        this.urls.push(url);
        const asked = Number(new URL(url, 'ws://localhost').searchParams.get('protocol'));
        if (asked > this.protocol && this.rejection !== 'ignore') {
            this.#answer(() => this.#reject(socket));
            return;
        }
        const id = `${++this.#sockets}.${this.port}`;
        const connection = { socket, id, protocol: Math.min(asked, this.protocol), channels: new Set() };
        this.connections.add(connection);
        socket.on('close', () => this.connections.delete(connection));
        socket.on('message', (text) => this.#obey(connection, JSON.parse(text)));
        const established = { socket_id: id, activity_timeout: 120, ...(connection.protocol === 8 && { protocol: 8 }) };
        write(connection, { event: 'pusher:connection_established', data: JSON.stringify(established) });
    }

    #answer(answer) {
        if (this.holdsAnswers) {
            this.#held.push(answer);
        } else {
            answer();
        }
    }

    #reject(socket) {
        if (this.rejection === 'error') {
            socket.send('{"event":"pusher:error","data":{"code":4007,"message":"Unsupported protocol version"}}');
        }
        socket.close(4007);
    }

    #obey(connection, { event, data }) {
        if (event === 'pusher:subscribe') {
            this.subscribed.push(data);
            this.#answer(() => this.#subscribe(connection, data));
        } else if (event === 'pusher:unsubscribe') {
            connection.channels.delete(data.channel);
        } else if (event === 'pusher:ping') {
            write(connection, { event: 'pusher:pong', data: {} });
        }
    }

    #subscribe(connection, command) {
        const name = command.channel;
        const answer = {};
        let missed = [];
        connection.channels.add(name);
        if (name.startsWith('presence-')) {
            const { user_id, user_info } = JSON.parse(command.channel_data);
            answer.presence = { count: 1, ids: [user_id], hash: { [user_id]: user_info } };
        }
        if (connection.protocol === 8 && command.resume_after_id !== undefined) {
            ({ resume: answer.resume, missed } = this.#resume(name, command));
        }
        write(connection, { event: 'pusher_internal:subscription_succeeded', channel: name, data: JSON.stringify(answer) });
        missed.slice(0, this.cutsReplayAfter).forEach((item) => this.#send(connection, name, item));
        if (missed.length > this.cutsReplayAfter) {
            connection.socket.close(4200);
            return;
        }
        if (name.includes('cache-') && this.caching && missed.length === 0) {
            this.#sendCached(connection, name);
        }
        write(connection, { event: 'pusher_internal:subscription_count', channel: name, data: '{"subscription_count":1}' });
    }

    #resume(name, { resume_after_id: after, resume_socket_ids: own = [] }) {
        const { sequence, events } = this.#channel(name);
        const position = `${this.epoch}:${sequence}`;
        if (!this.history) {
            return { resume: { after_id: '', ok: false }, missed: [] };
        }
        const next = events.findIndex(({ previous }) => previous === after);
        const ok = after === '' || after === position || next >= 0;
        const missed = next >= 0 ? events.slice(next) : [];
        return { resume: { after_id: position, ok }, missed: missed.filter(({ except }) => !own.includes(except)) };
    }

    #sendCached(connection, name) {
        const cached = this.#channel(name).events.findLast(({ event }) => !event.startsWith('client-'));
        if (cached) {
            this.#send(connection, name, cached);
        } else {
            write(connection, { event: 'pusher:cache_miss', channel: name, data: '{}' });
        }
    }

    #send(connection, channel, { id, event, data }) {
        write(connection, { event, channel, data, ...(connection.protocol === 8 && this.history && { id }) });
    }

    #channel(name) {
        if (!this.#channels.has(name)) {
            this.#channels.set(name, { sequence: 0, events: [] });
        }
        return this.#channels.get(name);
    }
}

function write({ socket }, frame) {
    socket.send(JSON.stringify(frame));
}
