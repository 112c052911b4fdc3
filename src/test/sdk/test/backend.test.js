import assert from 'node:assert';
import { randomInt } from 'node:crypto';
import { Agent } from 'node:http';
import { describe, test } from 'node:test';
import PusherServer from 'pusher';
import { newApp, subscribe } from '../support/vask.js';

const refusedWith = (status) => (error) => {
    assert.strictEqual(error.status, status, error.message);
    assert.strictEqual(typeof JSON.parse(error.body).error, 'string');
    return true;
};

describe('a backend with pusher-http-node', () => {
    test('triggers one event on many channels', async (t) => {
        const app = await newApp(t);
        const client = app.client();
        const names = ['news', 'private-news', 'cache-news'];
        const ears = [];
        for (const name of names) {
            ears.push(await subscribe(client, name));
        }

        const response = await app.trigger(names, 'headline', { n: 1 });

        assert.strictEqual(response.status, 200);
        assert.deepStrictEqual(await response.json(), {});
        for (const ear of ears) {
            assert.deepStrictEqual(await ear.waitsFor('headline'), { n: 1 });
        }
    });

    test('triggers a batch, whose events arrive in their order', async (t) => {
        const app = await newApp(t);
        const news = await subscribe(app.client(), 'news');

        const response = await app
            .backend()
            .triggerBatch(Array.from({ length: 10 }, (_, n) => ({ channel: 'news', name: 'headline', data: { n } })));

        assert.deepStrictEqual(await response.json(), {});
        for (let n = 0; n < 10; n++) {
            await news.hears('headline', { n });
        }
    });

    test('publishes one event after the other over a connection that stays open, and they arrive in order', async (t) => {
        const app = await newApp(t);
        const news = await subscribe(app.client(), 'news');
        const agent = new Agent({ keepAlive: true, maxSockets: 1 });
        t.after(() => agent.destroy());
        const backend = app.backend({ agent, timeout: 10_000 });

        for (let n = 0; n < 50; n++) {
            await backend.trigger('news', 'headline', { n });
        }

        for (let n = 0; n < 50; n++) {
            await news.hears('headline', { n });
        }
    });

    test('may be configured by one URL, if the key is a number', async (t) => {
        const app = await newApp(t, { key: String(randomInt(1e9, 1e10)) });
        const news = await subscribe(app.client(), 'news');
        const { host } = app.server.api();

        const backend = PusherServer.forURL(`http://${app.key}:${app.secret}@${host}/apps/${app.key}`);
        await backend.trigger('news', 'headline', 'by URL');

        await news.hears('headline', 'by URL');
    });

    test('spares the socket that caused the event', async (t) => {
        const app = await newApp(t);
        const author = app.client();
        const [atAuthor, atReader] = [await subscribe(author, 'news'), await subscribe(app.client(), 'news')];

        await app.trigger('news', 'comment', { by: 'author' }, { socket_id: author.connection.socket_id });
        await app
            .backend()
            .triggerBatch([
                { channel: 'news', name: 'comment', data: { by: 'batch' }, socket_id: author.connection.socket_id },
            ]);
        await app.trigger('news', 'marker', {});

        await atReader.hears('comment', { by: 'author' });
        await atReader.hears('comment', { by: 'batch' });
        await atReader.hears('marker', {});
        await atAuthor.hears('marker', {});
    });

    test('learns how many hear it', async (t) => {
        const app = await newApp(t);
        await subscribe(app.client(), 'news');
        await subscribe(app.client(), 'news');
        await subscribe(app.clientOf('ada', {}), 'presence-news');

        const info = { info: 'user_count,subscription_count' };
        const response = await app.trigger(['news', 'presence-news', 'private-news'], 'headline', {}, info);

        assert.deepStrictEqual((await response.json()).channels, {
            news: { subscription_count: 2 },
            'presence-news': { user_count: 1, subscription_count: 1 },
            'private-news': { subscription_count: 0 },
        });
        const batch = await app.backend().triggerBatch([
            { channel: 'news', name: 'headline', data: {}, info: 'subscription_count' },
            { channel: 'news', name: 'headline', data: {} },
            { channel: 'presence-news', name: 'headline', data: {}, info: 'user_count' },
        ]);
        assert.deepStrictEqual((await batch.json()).batch, [{ subscription_count: 2 }, {}, { user_count: 1 }]);
    });

    test('asks which channels are occupied, and how', async (t) => {
        const app = await newApp(t);
        assert.deepStrictEqual(await app.get('/channels'), { channels: {} });
        await subscribe(app.client(), 'news');
        await subscribe(app.clientOf('ada', {}), 'presence-lobby');
        await subscribe(app.clientOf('bob', {}), 'presence-lobby');

        assert.deepStrictEqual(await app.get('/channels'), { channels: { news: {}, 'presence-lobby': {} } });
        assert.deepStrictEqual(await app.get('/channels', { filter_by_prefix: 'presence-', info: 'user_count' }), {
            channels: { 'presence-lobby': { user_count: 2 } },
        });
        assert.deepStrictEqual(await app.get('/channels/presence-lobby', { info: 'user_count' }), {
            occupied: true,
            user_count: 2,
        });
        assert.deepStrictEqual(await app.get('/channels/news', { info: 'subscription_count' }), {
            occupied: true,
            subscription_count: 1,
        });
        assert.deepStrictEqual(await app.get('/channels/nobody-there'), { occupied: false });
        assert.deepStrictEqual(await app.get('/channels/presence-empty/users'), { users: [] });
    });

    test('speaks in the name of no other app: wrong secret 401, unknown app 404, disabled app 403', async (t) => {
        const app = await newApp(t);
        const trigger = (backend) => backend.trigger('news', 'headline', {});

        await assert.rejects(trigger(app.backend({ secret: 'not the secret' })), refusedWith(401));
        await assert.rejects(trigger(app.backend({ key: 'another-key' })), refusedWith(401));
        await assert.rejects(trigger(app.backend({ appId: 'no-such-app', key: 'no-such-app' })), refusedWith(404));
        await app.change({ enabled: false });
        await assert.rejects(trigger(app.backend()), refusedWith(403));
        await app.change({ enabled: true });
        assert.strictEqual((await trigger(app.backend())).status, 200);
    });

    test('is told what was wrong with a request, and nothing of it is published', async (t) => {
        const app = await newApp(t);
        const news = await subscribe(app.client(), 'news');
        const backend = app.backend();
        const item = { channel: 'news', name: 'headline', data: 'x' };

        await assert.rejects(backend.trigger(['news', 'x'.repeat(165)], 'headline', 'x'), refusedWith(400));
        await assert.rejects(backend.trigger('news', 'pusher:headline', 'x'), refusedWith(400));
        await assert.rejects(backend.trigger('news', 'headline', 'x', { info: 'weather' }), refusedWith(400));
        await assert.rejects(backend.triggerBatch(Array.from({ length: 11 }, () => ({ ...item }))), refusedWith(400));
        await assert.rejects(backend.triggerBatch([item, { ...item, channel: 'no/slash' }]), refusedWith(400));
        await assert.rejects(backend.get({ path: '/channels', params: { info: 'user_count' } }), refusedWith(400));
        await assert.rejects(backend.get({ path: '/channels/news/users' }), refusedWith(400));
        await assert.rejects(backend.get({ path: '/weather' }), refusedWith(404));

        await backend.trigger('news', 'marker', {});
        await news.hears('marker', {});
    });
});
