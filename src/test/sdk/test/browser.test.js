import assert from 'node:assert';
import { createRequire } from 'node:module';
import { describe, test } from 'node:test';
import WebSocket from 'ws';
import { connected, newApp, subscribe } from '../support/vask.js';

/** The builds that browsers load, with as much of a browser around them as they look for, and the WebSocket of ws. */
Object.assign(globalThis, {
    window: globalThis,
    self: globalThis,
    WebSocket,
    location: { protocol: 'http:' },
    document: { location: { protocol: 'http:' }, body: {} },
    addEventListener: () => {},
});
const require = createRequire(import.meta.url);

describe('the browser builds of pusher-js', () => {
    for (const build of ['pusher-js/dist/web/pusher.js', 'pusher-js/dist/web/pusher.min.js', 'pusher-js/worker']) {
        test(`${build} connects, subscribes and hears`, async (t) => {
            const app = await newApp(t);
            const news = await subscribe(await connected(clientOf(app, require(build))), 'news');

            await app.trigger('news', 'headline', { text: 'Grüße 🎈' });

            await news.hears('headline', { text: 'Grüße 🎈' });
        });
    }

    for (const build of ['pusher-js/with-encryption', 'pusher-js/worker/with-encryption']) {
        test(`${build} reads an encrypted channel`, async (t) => {
            const app = await newApp(t);
            const diary = await subscribe(clientOf(app, require(build)), 'private-encrypted-diary');

            await app.trigger('private-encrypted-diary', 'entry', { text: 'Grüße 🎈' });

            await diary.hears('entry', { text: 'Grüße 🎈' });
        });
    }
});

function clientOf(app, Pusher) {
    assert.strictEqual(typeof Pusher, 'function');
    const customHandler = ({ socketId, channelName }, callback) =>
        callback(null, app.backend().authorizeChannel(socketId, channelName));
    return app.connecting(new Pusher(app.key, { ...app.clientOptions(), channelAuthorization: { customHandler } }));
}
