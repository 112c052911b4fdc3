import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import Pusher from 'pusher-js';
import { recover } from 'vask-js';
import { connect, payload } from '../support/client.js';
import { eventually, record } from '../support/record.js';
import { TestServer } from '../support/server.js';

recover(Pusher);

const SUBSCRIBED = 'pusher:subscription_succeeded';
const RESUME = 'vask:resume';

/** A server, a client, and a recorded channel that is subscribed. */
async function subscribed(t, { server: fields, name = 'news', ...options } = {}) {
    const server = await TestServer.start(t, fields);
    const client = connect(t, Pusher, server, options);
    const channel = client.subscribe(name);
    const events = record(channel);
    await events.until(SUBSCRIBED);
    return { server, client, channel, events };
}

/** Waits until a channel was subscribed again, and returns the data of that command. */
async function resubscribed(server, events, times = 2) {
    await events.times(SUBSCRIBED, times);
    return server.subscribed.at(-1);
}

/** Codes of all errors of a connection. */
function errorCodes(states) {
    const errors = states.events.filter(([name]) => name === 'error').map(([, error]) => error.error ?? error);
    return new Set(errors.map(({ data }) => data.code));
}

describe('a connection that is lost', { concurrency: true }, () => {
    test('asks for protocol 8 and for the position of each new subscription', async (t) => {
        const { server, client, events } = await subscribed(t);

        assert.match(server.urls[0], /^\/app\/app\?protocol=8&client=js&version=8\.6\.0&flash=false$/);
        assert.deepEqual(server.subscribed, [{ auth: '', channel: 'news', resume_after_id: '' }]);
        assert.equal(client.connection.state, 'connected');
        assert.deepEqual(events.received(), []);
    });

    test('is followed by all missed events, once and in order, between the notice and new events', async (t) => {
        const { server, client, events } = await subscribed(t);
        const firstSocket = client.connection.socket_id;
        const last = server.publish('news', 'item', { n: 1 });
        await events.until('item', { n: 1 });

        server.cutConnections();
        server.publish('news', 'item', { n: 2 });
        server.publish('news', 'item', { n: 3 });
        const command = await resubscribed(server, events);
        server.publish('news', 'item', { n: 4 });
        await events.until('item', { n: 4 });

        assert.deepEqual(command, {
            auth: '',
            channel: 'news',
            resume_after_id: last,
            resume_socket_ids: [firstSocket],
        });
        assert.deepEqual(
            events.events.slice(1).map(([name, data]) => (name === SUBSCRIBED ? name : [name, data])),
            [
                ['item', { n: 1 }],
                SUBSCRIBED,
                [RESUME, { ok: true }],
                ['item', { n: 2 }],
                ['item', { n: 3 }],
                ['item', { n: 4 }],
            ],
        );
    });

    test('is recovered although no event came before, and again and again', async (t) => {
        const { server, events } = await subscribed(t);

        for (let n = 1; n <= 5; n++) {
            server.reconnectClients();
            server.publish('news', 'item', { n });
            await events.until('item', { n });
        }

        assert.deepEqual(
            events.received(),
            [1, 2, 3, 4, 5].flatMap((n) => [
                [RESUME, { ok: true }],
                ['item', { n }],
            ]),
        );
    });

    test('may be closed and opened by the application', async (t) => {
        const { server, client, events } = await subscribed(t);

        client.disconnect();
        server.publish('news', 'item', { n: 1 });
        client.connect();
        await events.until('item', { n: 1 });

        assert.deepEqual(events.received(), [
            [RESUME, { ok: true }],
            ['item', { n: 1 }],
        ]);
    });

    test('is recovered although the next one is lost during the replay', async (t) => {
        const { server, events } = await subscribed(t);
        server.cutsReplayAfter = 2;

        server.reconnectClients();
        [1, 2, 3, 4, 5].forEach((n) => server.publish('news', 'item', { n }));
        await events.until('item', { n: 5 });

        assert.deepEqual(
            server.subscribed.map((command) => command.resume_after_id),
            ['', 'e1:0', 'e1:2', 'e1:4'],
        );
        assert.deepEqual(
            events.received().map(([name, data]) => data.n ?? name),
            [RESUME, 1, 2, RESUME, 3, 4, RESUME, 5],
        );
    });

    test('is reported when events were evicted, and recovers from then on', async (t) => {
        const { server, events } = await subscribed(t);
        server.publish('news', 'item', { n: 1 });
        await events.until('item', { n: 1 });

        server.reconnectClients();
        server.publish('news', 'item', { n: 2 });
        server.publish('news', 'item', { n: 3 });
        server.evict('news');
        await events.until(RESUME, { ok: false });
        server.reconnectClients();
        server.publish('news', 'item', { n: 4 });
        await events.until('item', { n: 4 });

        assert.equal(server.subscribed.at(-1).resume_after_id, 'e1:3');
        assert.deepEqual(events.received(), [
            ['item', { n: 1 }],
            [RESUME, { ok: false }],
            [RESUME, { ok: true }],
            ['item', { n: 4 }],
        ]);
    });

    test('is reported when the state of the server was lost while the client stayed connected', async (t) => {
        const { server, events } = await subscribed(t);
        server.publish('news', 'item', { n: 1 });
        await events.until('item', { n: 1 });

        server.loseState('e2');
        server.publish('news', 'item', { n: 2 });
        server.publish('news', 'item', { n: 3 });
        await events.until('item', { n: 3 });

        assert.deepEqual(events.received(), [
            ['item', { n: 1 }],
            [RESUME, { ok: false }],
            ['item', { n: 2 }],
            ['item', { n: 3 }],
        ]);
    });

    test('is reported when the state of the server was lost; lower sequences of the new epoch are not dropped', async (t) => {
        const { server, events } = await subscribed(t);
        server.publish('news', 'item', { n: 1 });
        server.publish('news', 'item', { n: 2 });
        await events.until('item', { n: 2 });

        server.loseState('e2');
        server.reconnectClients();
        await events.until(RESUME);
        server.publish('news', 'item', { n: 3 });
        await events.until('item', { n: 3 });

        assert.equal(server.subscribed.at(-1).resume_after_id, 'e1:2');
        assert.deepEqual(events.received(), [
            ['item', { n: 1 }],
            ['item', { n: 2 }],
            [RESUME, { ok: false }],
            ['item', { n: 3 }],
        ]);
        server.reconnectClients();
        assert.equal((await resubscribed(server, events, 3)).resume_after_id, 'e2:1');
    });

    test('continues from the newest epoch, if it changed during the connection', async (t) => {
        const { server, events } = await subscribed(t);
        server.publish('news', 'item', { n: 1 });
        server.loseState('e2');
        server.publish('news', 'item', { n: 2 });
        await events.until('item', { n: 2 });

        server.reconnectClients();

        assert.equal((await resubscribed(server, events)).resume_after_id, 'e2:1');
    });
});

describe('events that come twice', { concurrency: true }, () => {
    test('are dropped, also if sequences have different lengths or 53 bits', async (t) => {
        const { server, events } = await subscribed(t);
        server.continueAfter('news', 8);
        const ninth = server.publish('news', 'item', { n: 9 });
        const tenth = server.publish('news', 'item', { n: 10 });
        server.repeat('news', ninth);
        server.repeat('news', tenth);
        server.continueAfter('news', Number.MAX_SAFE_INTEGER - 2);
        const large = server.publish('news', 'item', 'large');
        server.publish('news', 'item', 'largest');
        server.repeat('news', large);
        server.publish('news', 'another', {});
        server.repeat('news', ninth);
        server.loseState('e2');
        server.publish('news', 'marker', {});
        await events.until('marker');

        assert.deepEqual(events.received().map(([, data]) => data), [{ n: 9 }, { n: 10 }, 'large', 'largest', {}, { ok: false }, {}]);
    });

    test('are dropped after a reconnect too', async (t) => {
        const { server, events } = await subscribed(t);
        const id = server.publish('news', 'item', { n: 1 });
        await events.until('item');

        server.reconnectClients();
        await events.until(RESUME);
        server.repeat('news', id);
        server.publish('news', 'marker', {});
        await events.until('marker');

        assert.deepEqual(events.received(), [['item', { n: 1 }], [RESUME, { ok: true }], ['marker', {}]]);
    });

    test('are those of the client itself: up to ten earlier socket ids are sent, the newest last', async (t) => {
        const { server, client, events } = await subscribed(t);
        const socketIds = [];

        for (let n = 1; n <= 12; n++) {
            socketIds.push(client.connection.socket_id);
            server.reconnectClients();
            server.publish('news', 'own', {}, { except: socketIds.at(-1) });
            server.publish('news', 'item', { n });
            await events.until('item', { n });
        }

        assert.deepEqual(server.subscribed.at(-1).resume_socket_ids, socketIds.slice(2));
        assert.deepEqual(server.subscribed.at(-3).resume_socket_ids, socketIds.slice(0, 10));
        assert.equal(new Set(socketIds).size, 12);
        assert.ok(!events.events.some(([name]) => name === 'own'));
    });

    test('are not those that reached an abandoned connection', async (t) => {
        const { server, client, events } = await subscribed(t);

        client.disconnect();
        server.publish('news', 'item', { n: 1 }); // sent before the server reads the close frame
        client.connect();
        await events.until('item');

        assert.equal(server.subscribed.at(-1).resume_after_id, 'e1:0');
    });
});

describe('channels', { concurrency: true }, () => {
    const names = [
        'news',
        'private-news',
        'presence-news',
        'private-encrypted-news',
        'cache-news',
        'private-cache-news',
        'presence-cache-news',
        'private-encrypted-cache-news',
    ];
    for (const name of names) {
        test(`${name} is recovered`, async (t) => {
            const { server, channel, events } = await subscribed(t, { name });
            const item = (n) => payload(name, { n });
            server.publish(name, 'item', item(1));
            await events.until('item', { n: 1 });

            server.reconnectClients();
            server.publish(name, 'item', item(2));
            server.publish(name, 'item', item(3));
            await events.until('item', { n: 3 });
            server.reconnectClients();
            await events.times(RESUME, 2);
            server.publish(name, 'item', item(4));
            await events.until('item', { n: 4 });

            assert.deepEqual(events.received(), [
                ['item', { n: 1 }],
                [RESUME, { ok: true }],
                ['item', { n: 2 }],
                ['item', { n: 3 }],
                [RESUME, { ok: true }],
                ['item', { n: 4 }],
            ]);
            if (name.startsWith('presence-')) {
                assert.deepEqual(channel.members.me, { id: 'ada', info: { name: 'Ada' } });
                assert.equal(channel.members.count, 1);
            }
        });
    }

    test('a cached event is older than the position of the first subscription, and is delivered', async (t) => {
        const server = await TestServer.start(t);
        server.publish('cache-news', 'item', { n: 1 });
        server.publish('cache-news', 'item', { n: 2 });
        server.publish('cache-news', 'client-typing', {});
        const events = record(connect(t, Pusher, server).subscribe('cache-news'));
        await events.until('item');

        server.reconnectClients();
        await events.until(RESUME);
        server.publish('cache-news', 'item', { n: 3 });
        await events.until('item', { n: 3 });

        assert.equal(server.subscribed.at(-1).resume_after_id, 'e1:3');
        assert.deepEqual(events.received(), [
            ['item', { n: 2 }],
            [RESUME, { ok: true }],
            ['item', { n: 3 }],
        ]);
    });

    test('a cached event is delivered if events were missed', async (t) => {
        const { server, events } = await subscribed(t, { name: 'cache-news' });
        server.reconnectClients();
        server.loseState('e2');
        server.publish('cache-news', 'item', { n: 2 });
        await events.until('item');

        assert.deepEqual(events.received(), [
            [RESUME, { ok: false }],
            ['item', { n: 2 }],
        ]);
    });

    test('a cached event is not delivered twice, also if events were missed', async (t) => {
        const { server, events } = await subscribed(t, { name: 'cache-news' });
        server.publish('cache-news', 'item', { n: 1 });
        await events.until('item');
        server.continueAfter('cache-news', 9);

        server.reconnectClients();
        await events.until(RESUME);
        server.publish('cache-news', 'marker', {});
        await events.until('marker');

        assert.deepEqual(events.received(), [
            ['item', { n: 1 }],
            [RESUME, { ok: false }],
            ['marker', {}],
        ]);
    });

    test('many are recovered at once, each from its own position', async (t) => {
        const server = await TestServer.start(t);
        const client = connect(t, Pusher, server);
        const channels = Array.from({ length: 60 }, (_, i) => ({ name: `news-${i}`, events: record(client.subscribe(`news-${i}`)) }));
        await Promise.all(channels.map(({ events }) => events.until(SUBSCRIBED)));
        channels.forEach(({ name }, i) => Array.from({ length: i % 7 }).forEach(() => server.publish(name, 'item', 'before')));

        await Promise.all(channels.map(({ events }, i) => events.times('item', i % 7)));
        server.cutConnections();
        channels.forEach(({ name }, i) => Array.from({ length: i % 5 }, (_, n) => server.publish(name, 'item', n)));
        await Promise.all(channels.map(({ events }) => events.until(RESUME)));
        channels.forEach(({ name }) => server.publish(name, 'marker', {}));
        await Promise.all(channels.map(({ events }) => events.until('marker')));

        channels.forEach(({ events }, i) =>
            assert.deepEqual(
                events.received().map(([name, data]) => (name === 'item' ? data : name)),
                [...Array(i % 7).fill('before'), RESUME, ...Array(i % 5).keys(), 'marker'],
            ),
        );
    });
});

describe('a channel that was unsubscribed', { concurrency: true }, () => {
    test('begins without a position', async (t) => {
        const { server, client, events } = await subscribed(t);
        server.publish('news', 'item', { n: 1 });
        await events.until('item');

        client.unsubscribe('news');
        const later = record(client.subscribe('news'));
        await later.until(SUBSCRIBED);

        assert.equal(server.subscribed.at(-1).resume_after_id, '');
        assert.deepEqual(later.received(), []);
    });

    test('begins without a position if that happened while the client was disconnected', async (t) => {
        const { server, client, events } = await subscribed(t);
        server.publish('news', 'item', { n: 1 });
        await events.until('item');
        client.disconnect();

        client.unsubscribe('news');
        const later = record(client.subscribe('news'));
        client.connect();
        await later.until(SUBSCRIBED);

        assert.equal(server.subscribed.at(-1).resume_after_id, '');
        assert.deepEqual(later.received(), []);
    });

    test('emits no notice if that happened before the server had answered', async (t) => {
        const { server, client, events } = await subscribed(t);
        server.holdsAnswers = true;
        server.reconnectClients();
        await eventually(() => server.subscribed.length === 2, 'the subscription was sent again');

        client.unsubscribe('news');
        server.releaseAnswers();
        await eventually(() => client.channel('news') === undefined, 'the channel was left');

        assert.deepEqual(events.received(), []);
    });
});

describe('clients of one page', { concurrency: true }, () => {
    test('have positions of their own: on different servers', async (t) => {
        const [one, other] = [await subscribed(t), await subscribed(t)];
        one.server.publish('news', 'item', {});
        await one.events.until('item');

        [one, other].forEach(({ server }) => server.reconnectClients());
        await Promise.all([one, other].map(({ events }) => events.until(RESUME)));

        assert.equal(one.server.subscribed.at(-1).resume_after_id, 'e1:1');
        assert.equal(other.server.subscribed.at(-1).resume_after_id, 'e1:0');
        assert.notDeepEqual(one.server.subscribed.at(-1).resume_socket_ids, other.server.subscribed.at(-1).resume_socket_ids);
    });

    for (const keys of [
        ['app', 'another'],
        ['app', 'app'],
    ]) {
        test(`have positions of their own: on one server, with the keys ${keys.join(' and ')}`, async (t) => {
            const server = await TestServer.start(t);
            const clients = keys.map((key) => connect(t, Pusher, server, { key }));
            const events = clients.map((client) => record(client.subscribe('news')));
            await Promise.all(events.map((it) => it.until(SUBSCRIBED)));
            clients[0].disconnect();
            server.publish('news', 'item', { n: 1 });
            await events[1].until('item');
            clients[1].disconnect();
            server.publish('news', 'item', { n: 2 });

            clients.forEach((client) => client.connect());
            await Promise.all(events.map((it) => it.until('item', { n: 2 })));

            assert.deepEqual(events[0].received(), [
                [RESUME, { ok: true }],
                ['item', { n: 1 }],
                ['item', { n: 2 }],
            ]);
            assert.deepEqual(events[1].received(), [
                ['item', { n: 1 }],
                [RESUME, { ok: true }],
                ['item', { n: 2 }],
            ]);
        });
    }

    test('begin without positions after switchCluster', async (t) => {
        const { server, client, events } = await subscribed(t);
        server.publish('news', 'item', {});
        await events.until('item');

        client.switchCluster({ appKey: 'another', cluster: '' });
        const command = await resubscribed(server, events);

        assert.match(server.urls.at(-1), /^\/app\/another\?protocol=8&/);
        assert.equal(command.resume_after_id, '');
        assert.deepEqual(events.received(), [['item', {}]]);
    });
});

describe('a server without protocol 8', { concurrency: true }, () => {
    for (const rejection of ['ignore', 'close', 'error']) {
        test(`that answers with ${rejection} is used as by pusher-js alone`, async (t) => {
            const server = await TestServer.start(t, { protocol: 7, rejection });
            const client = connect(t, Pusher, server);
            const states = record(client.connection);
            const events = record(client.subscribe('news'));
            await events.until(SUBSCRIBED);
            server.publish('news', 'item', { n: 1 });
            await events.until('item', { n: 1 });

            server.reconnectClients();
            server.publish('news', 'item', { n: 2 });
            await events.times(SUBSCRIBED, 2);
            server.publish('news', 'item', { n: 3 });
            await events.until('item', { n: 3 });

            assert.deepEqual(server.subscribed, Array(2).fill({ auth: '', channel: 'news' }));
            assert.deepEqual(events.received(), [
                ['item', { n: 1 }],
                ['item', { n: 3 }],
            ]);
            assert.deepEqual(errorCodes(states), new Set([4200]));
            const protocols = server.urls.map((url) => /protocol=(\d)/.exec(url)[1]);
            assert.deepEqual(protocols, rejection === 'ignore' ? ['8', '8'] : ['8', '7', '8', '7']);
        });
    }

    test('that does not speak protocol 7 either is reported as by pusher-js alone', async (t) => {
        const server = await TestServer.start(t, { protocol: 6 });
        const client = connect(t, Pusher, server);
        const states = record(client.connection);
        await states.until('disconnected');

        assert.deepEqual(errorCodes(states), new Set([4007]));
        assert.equal(server.urls.length, 2);
    });

    test('is not connected to again if the client was disconnected before the answer', async (t) => {
        const server = await TestServer.start(t, { protocol: 7, holdsAnswers: true });
        const client = connect(t, Pusher, server, { key: 'leaves' });
        await eventually(() => server.urls.length === 1, 'the client asked for protocol 8');

        client.disconnect();
        server.releaseAnswers(); // sent before the server reads the close frame
        await record(connect(t, Pusher, server).connection).until('connected');

        assert.equal(server.urls.filter((url) => url.startsWith('/app/leaves?')).length, 1);
    });

    test('after one with it: events may be missing, and positions are forgotten', async (t) => {
        const { server, events } = await subscribed(t);
        server.publish('news', 'item', { n: 1 });
        await events.until('item', { n: 1 });

        server.protocol = 7;
        server.reconnectClients();
        await events.times(RESUME, 1);
        server.publish('news', 'item', { n: 2 });
        await events.until('item', { n: 2 });
        server.reconnectClients();
        await events.times(SUBSCRIBED, 3);
        server.protocol = 8;
        server.reconnectClients();
        const command = await resubscribed(server, events, 4);
        server.publish('news', 'item', { n: 3 });
        await events.until('item', { n: 3 });

        assert.equal(command.resume_after_id, '');
        assert.deepEqual(events.received(), [
            ['item', { n: 1 }],
            [RESUME, { ok: false }],
            ['item', { n: 2 }],
            ['item', { n: 3 }],
        ]);
    });
});

describe('an app without history', { concurrency: true }, () => {
    test('reports after each reconnect that events may be missing', async (t) => {
        const { server, events } = await subscribed(t, { server: { history: false } });
        server.publish('news', 'item', { n: 1 });
        await events.until('item', { n: 1 });

        server.reconnectClients();
        server.publish('news', 'item', { n: 2 });
        await events.until(RESUME);
        server.publish('news', 'item', { n: 3 });
        await events.until('item', { n: 3 });

        assert.deepEqual(server.subscribed.at(-1), { auth: '', channel: 'news', resume_after_id: '' });
        assert.deepEqual(events.received(), [
            ['item', { n: 1 }],
            [RESUME, { ok: false }],
            ['item', { n: 3 }],
        ]);
    });

    test('recovers once history is on, and not from before', async (t) => {
        const { server, events } = await subscribed(t, { server: { history: false } });
        server.history = true;
        server.reconnectClients();
        server.publish('news', 'item', { n: 1 });
        await events.until(RESUME);

        server.reconnectClients();
        server.publish('news', 'item', { n: 2 });
        await events.until('item', { n: 2 });

        assert.deepEqual(events.received(), [
            [RESUME, { ok: false }],
            [RESUME, { ok: true }],
            ['item', { n: 2 }],
        ]);
    });
});

describe('recover', () => {
    test('may be called twice', async (t) => {
        recover(Pusher);
        const { server, events } = await subscribed(t);
        const id = server.publish('news', 'item', { n: 1 });
        await events.until('item');

        server.reconnectClients();
        await events.until(RESUME);

        assert.equal(server.subscribed.at(-1).resume_after_id, id);
        assert.deepEqual(events.received(), [
            ['item', { n: 1 }],
            [RESUME, { ok: true }],
        ]);
    });

    test('says what it expects', () => {
        const error = { name: 'TypeError', message: 'recover() expects the class Pusher of pusher-js 8.6: recover(Pusher)' };

        assert.throws(() => recover(undefined), error);
        assert.throws(() => recover({ default: Pusher }), error);
    });
});
