import assert from 'node:assert';
import { createServer, connect as connectTcp } from 'node:net';
import { describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import PusherClient from 'pusher-js';
import WebSocket from 'ws';
import { Ear } from '../support/ear.js';
import { connected, impatient, newApp, signIn, standard, subscribe, wire } from '../support/vask.js';

describe('connecting', () => {
    test('pusher-js connects with host, port and key changed, and learns its socket id', async (t) => {
        const app = await newApp(t);

        const client = await connected(app.client());

        assert.match(client.connection.socket_id, /^\d+\.\d+$/);
    });

    test('each of the ways to name the transport and the scheme connects', async (t) => {
        const app = await newApp(t);
        const { cluster, wsHost, wsPort } = app.clientOptions();
        const ways = [
            { cluster, wsHost, wsPort, forceTLS: false },
            { cluster: '', wsHost, wsPort, forceTLS: false, enabledTransports: ['ws'] },
            { cluster: 'mt1', wsHost, wsPort, wssPort: wsPort, forceTLS: false, disabledTransports: ['xhr_polling'] },
            {
                cluster,
                wsHost,
                wsPort,
                forceTLS: false,
                encrypted: true,
                wsPath: '',
                httpHost: wsHost,
                httpPort: wsPort,
            },
            {
                cluster,
                wsHost,
                wsPort,
                forceTLS: false,
                enableStats: false,
                activityTimeout: 30_000,
                pongTimeout: 5_000,
            },
        ];

        for (const options of ways) {
            await connected(app.connecting(new PusherClient(app.key, options)));
        }
    });

    test('an unknown key ends the connection for good, with 4001', async (t) => {
        const app = await newApp(t);
        const client = app.connecting(new PusherClient(`${app.key}-unknown`, app.clientOptions()));
        const connection = Ear.to(client.connection);

        assert.strictEqual((await connection.waitsFor('error')).error.data.code, 4001);
        await connection.waitsFor('disconnected');
    });

    test('disabling the app ends its connections for good, with 4003, and refuses new ones', async (t) => {
        const app = await newApp(t);
        const client = await connected(app.client());
        const connection = Ear.to(client.connection);

        await app.change({ enabled: false });

        await connection.waitsFor('disconnected');
        const late = Ear.to(app.client().connection);
        assert.strictEqual((await late.waitsFor('error')).error.data.code, 4003);
        await late.waitsFor('disconnected');
    });

    test('more connections than the app may have are refused, with 4004', async (t) => {
        const app = await newApp(t, { quotas: { max_connections: 1 } });
        await connected(app.client());

        const second = Ear.to(app.client().connection);

        assert.strictEqual((await second.waitsFor('error')).error.data.code, 4004);
        await second.waitsFor('disconnected');
    });

    test('a silent client pings, is answered, and stays connected', async (t) => {
        const app = await newApp(t);
        const client = await connected(app.client({ activityTimeout: 100, pongTimeout: 5_000 }));
        const socketId = client.connection.socket_id;
        const frames = wire(client);

        await frames.hears('pusher:pong');
        await frames.hears('pusher:pong');
        assert.strictEqual(client.connection.socket_id, socketId);
    });

    test(
        'a client that listens and says nothing is pinged, answers, and stays connected',
        { skip: !impatient },
        async (t) => {
            const app = await newApp(t, {}, impatient);
            const client = app.client();
            const frames = wire(client);
            const news = await subscribe(client, 'news');
            const socketId = client.connection.socket_id;

            // What it hears keeps it from pinging of its own accord, so that the server has to ask, three times here.
            let pings = 0;
            const end = Date.now() + 30_000;
            for (let n = 0; pings < 3; n++) {
                assert.ok(Date.now() < end, `only ${pings} pings in 30 s`);
                await app.trigger('news', 'tick', n);
                await news.hears('tick', n);
                await pause(100);
                pings = frames.names().filter((name) => name === 'pusher:ping').length;
            }

            assert.strictEqual(client.connection.state, 'connected');
            assert.strictEqual(client.connection.socket_id, socketId);
        },
    );

    test('a ping of the WebSocket protocol is answered', async (t) => {
        const app = await newApp(t);
        const socket = new WebSocket(
            new URL(`/app/${app.key}?protocol=7`, standard.edge()).href.replace(/^http/, 'ws'),
        );
        t.after(() => socket.close());

        await new Promise((resolve) => socket.once('message', resolve));
        const pong = new Promise((resolve) => socket.once('pong', resolve));
        socket.ping('are you there?');

        assert.strictEqual((await pong).toString(), 'are you there?');
    });

    test('a client whose network breaks comes back, subscribed and signed in as before', async (t) => {
        const app = await newApp(t);
        const network = await breakableNetwork(t);
        const traveller = app.clientOf('bob', { name: 'Bob' }, {}, { wsHost: '127.0.0.1', wsPort: network.port });
        await signIn(await connected(traveller));
        const room = await subscribe(traveller, 'presence-room');
        const before = traveller.connection.socket_id;
        const frames = wire(traveller);

        network.breakDown();

        await room.hears('pusher:subscription_succeeded');
        await frames.waitsFor('pusher:signin_success');
        assert.notStrictEqual(traveller.connection.socket_id, before);
        assert.deepStrictEqual(room.channel.members.me, { id: 'bob', info: { name: 'Bob' } });
        await app.trigger('presence-room', 'message', 'welcome back');
        await room.hears('message', 'welcome back');
    });
});

/** A way to the server that breaks when told, under all connections that take it. */
async function breakableNetwork(t) {
    const ways = new Set();
    const server = createServer((near) => {
        const { hostname, port } = standard.edge();
        const far = connectTcp(Number(port), hostname);
        for (const [one, other] of [
            [near, far],
            [far, near],
        ]) {
            ways.add(one);
            one.on('error', () => other.destroy())
                .on('close', () => other.destroy())
                .pipe(other);
        }
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    const breakDown = () => ways.forEach((way) => way.destroy());
    t.after(() => {
        server.close();
        breakDown();
    });
    return { port: server.address().port, breakDown };
}
