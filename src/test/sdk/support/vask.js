import { randomUUID } from 'node:crypto';
import PusherClient from 'pusher-js';
import PusherServer from 'pusher';
import { Ear, next } from './ear.js';

/** Several URLs, separated by commas, when several processes answer; they take turns. `make run` answers at the default one. */
function inTurn(variable) {
    const urls = (process.env[variable] ?? 'http://127.0.0.1:8080').split(',').map((url) => new URL(url));
    let turn = 0;
    return () => urls[turn++ % urls.length];
}

/** A server: where backends and operators send requests, and where clients connect. */
export const standard = {
    api: inTurn('VASK_TEST_API'),
    management: inTurn('VASK_TEST_MANAGEMENT'),
    edge: inTurn('VASK_TEST_EDGE'),
};

/** A server that pings after 2 s of silence, waits 1 s for an answer, and 5 s for an authorization, if there is one. */
export const impatient = process.env.VASK_TEST_IMPATIENT_API && {
    api: inTurn('VASK_TEST_IMPATIENT_API'),
    management: inTurn('VASK_TEST_IMPATIENT_MANAGEMENT'),
    edge: inTurn('VASK_TEST_IMPATIENT_EDGE'),
};

/** A server that sends webhooks to this machine too, if there is one. */
export const hooked = process.env.VASK_TEST_HOOKED_API && {
    api: inTurn('VASK_TEST_HOOKED_API'),
    management: inTurn('VASK_TEST_HOOKED_MANAGEMENT'),
    edge: inTurn('VASK_TEST_HOOKED_EDGE'),
};

const adminToken = process.env.VASK_TEST_ADMIN_TOKEN ?? 'demo-token-for-local-use';

// Whenever a server closes first, pusher-js leaves a timer of 30 s behind, which the end of the tests need not wait for.
const { setTimeout } = globalThis;
globalThis.setTimeout = (action, ms, ...rest) => {
    const timer = setTimeout(action, ms, ...rest);
    return ms >= 30_000 ? timer.unref() : timer;
};

/** The master key of the encrypted channels in these tests: 32 bytes that the server never sees. */
export const MASTER_KEY = Buffer.from('the master key of the test: 32 b').toString('base64');

/** A new app for one test, with these fields of the admin API; when the test ends, its clients disconnect and it is deleted. */
export async function newApp(t, fields = {}, server = standard) {
    const app = new App(fields, server);
    await app.change({});
    t.after(() => app.end());
    return app;
}

class App {
    key;
    secret = `secret-${randomUUID()}`;
    server;
    #fields;
    #clients = [];

    constructor({ key = `sdk-${randomUUID().slice(0, 13)}`, ...fields }, server) {
        this.key = key;
        this.server = server;
        this.#fields = fields;
    }

    async change(fields) {
        Object.assign(this.#fields, fields);
        await this.#admin('PUT', JSON.stringify({ secret: this.secret, ...this.#fields }));
    }

    async end() {
        this.#clients.forEach((client) => client.disconnect());
        await this.#admin('DELETE');
    }

    /** What a user of pusher-http-node writes to reach Vask. */
    backend(options = {}) {
        const { hostname, port } = this.server.api();
        return new PusherServer({
            appId: this.key,
            key: this.key,
            secret: this.secret,
            host: hostname,
            port,
            useTLS: false,
            encryptionMasterKeyBase64: MASTER_KEY,
            ...options,
        });
    }

    trigger(channels, event, data, params) {
        return this.backend().trigger(channels, event, data, params);
    }

    async get(path, params) {
        const response = await this.backend().get({ path, params });
        return response.json();
    }

    /** What a user of pusher-js writes to reach Vask; the app's own backend authorizes. */
    client(options = {}) {
        return this.connecting(
            new PusherClient(this.key, {
                ...this.clientOptions(),
                channelAuthorization: { customHandler: this.#authorize() },
                ...options,
            }),
        );
    }

    clientOptions() {
        const { hostname, port } = this.server.edge();
        return { cluster: 'vask', wsHost: hostname, wsPort: port, forceTLS: false, enabledTransports: ['ws', 'wss'] };
    }

    /** A client of this user: a member with this info on presence channels, and somebody who may sign in. */
    clientOf(userId, info, userData = {}, options = {}) {
        return this.client({
            ...options,
            channelAuthorization: { customHandler: this.#authorize({ user_id: userId, user_info: info }) },
            userAuthentication: {
                customHandler: ({ socketId }, callback) =>
                    callback(null, this.backend().authenticateUser(socketId, { id: userId, ...userData })),
            },
        });
    }

    /** Sees to it that a client made otherwise is disconnected in the end too. */
    connecting(client) {
        this.#clients.push(client);
        return client;
    }

    #authorize(member) {
        return ({ socketId, channelName }, callback) => {
            const data = channelName.startsWith('presence-') ? member : null;
            callback(null, this.backend().authorizeChannel(socketId, channelName, data));
        };
    }

    async #admin(method, body) {
        const response = await fetch(new URL(`/admin/v1/apps/${this.key}`, this.server.management()), {
            method,
            body,
            headers: { Authorization: `Bearer ${adminToken}`, 'Content-Type': 'application/json' },
        });
        if (!response.ok) {
            throw new Error(`${method} of app ${this.key}: ${response.status} ${await response.text()}`);
        }
    }
}

/** The client once it is connected. */
export async function connected(client) {
    if (client.connection.state !== 'connected') {
        await next(client.connection, 'connected');
    }
    return client;
}

/** Subscribes without waiting: an ear on the channel, which is its `channel`. */
export function subscribing(client, name) {
    const channel = client.subscribe(name);
    return Object.assign(Ear.to(channel), { channel });
}

/** Subscribes and waits until the server has accepted: an ear on the channel, which is its `channel`. */
export async function subscribe(client, name) {
    const ear = subscribing(client, name);
    await ear.hears('pusher:subscription_succeeded');
    return ear;
}

/** An ear on every frame that reaches this client, named by its event, with its data. */
export function wire(client) {
    const ear = new Ear();
    client.connection.bind('message', ({ event, data }) => ear.hear(event, data));
    return ear;
}

/** Signs in and waits until the server has accepted. */
export async function signIn(client) {
    const frames = wire(client);
    client.signin();
    await frames.waitsFor('pusher:signin_success');
    return client;
}
