import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, test } from 'node:test';
import vm from 'node:vm';
import WebSocket from 'ws';
import { recover } from 'vask-js';
import { connect, payload } from '../support/client.js';
import { record } from '../support/record.js';
import { TestServer } from '../support/server.js';

// What the builds for browsers expect. Unlike browsers, ws passes on what arrives after close().
Object.assign(globalThis, {
    window: globalThis,
    self: globalThis,
    WebSocket,
    location: { protocol: 'http:' },
    document: { location: { protocol: 'http:' }, body: {} },
    addEventListener: () => {},
});
const require = createRequire(import.meta.url);

// Sets the global `Vask`, as a script tag does.
vm.runInThisContext(readFileSync(require.resolve('vask-js/dist/vask.iife.js'), 'utf8'));
const { Vask } = globalThis;

const builds = [
    ['pusher-js/dist/web/pusher.js', 'news', recover],
    ['pusher-js/dist/web/pusher.min.js', 'news', Vask.recover],
    ['pusher-js/with-encryption', 'private-encrypted-news', recover],
    ['pusher-js/dist/web/pusher-with-encryption.min.js', 'private-encrypted-news', Vask.recover],
    ['pusher-js/worker', 'news', recover],
    ['pusher-js/worker/with-encryption', 'private-encrypted-news', Vask.recover],
];

describe('the builds of pusher-js for browsers and workers', () => {
    for (const [build, name, recover] of builds) {
        test(`${build} recovers`, async (t) => {
            const Pusher = require(build);
            recover(Pusher);
            const server = await TestServer.start(t);
            const client = connect(t, Pusher, server);
            const events = record(client.subscribe(name));
            await events.until('pusher:subscription_succeeded');
            server.publish(name, 'item', payload(name, { n: 1 }));
            await events.until('item');

            client.disconnect();
            server.publish(name, 'item', payload(name, { n: 2 })); // reaches the connection that the client has abandoned
            client.connect();
            await events.until('item', { n: 2 });
            server.cutConnections();
            server.publish(name, 'item', payload(name, { n: 3 }));
            await events.until('item', { n: 3 });

            assert.deepEqual(events.received(), [
                ['item', { n: 1 }],
                ['vask:resume', { ok: true }],
                ['item', { n: 2 }],
                ['vask:resume', { ok: true }],
                ['item', { n: 3 }],
            ]);
        });
    }
});
