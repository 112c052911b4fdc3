import assert from 'node:assert';
import { describe, test } from 'node:test';
import { newApp, subscribe, wire } from '../support/vask.js';

const CHANNELS = {
    'a public': 'news',
    'a private': 'private-news',
    'a presence': 'presence-news',
    'a public cache': 'cache-news',
    'a private cache': 'private-cache-news',
    'a presence cache': 'presence-cache-news',
    'an encrypted': 'private-encrypted-news',
    'an encrypted cache': 'private-encrypted-cache-news',
};

describe('the eight types of channels', () => {
    for (const [type, name] of Object.entries(CHANNELS)) {
        test(`${type} channel accepts a subscriber, who hears what a backend triggers until unsubscribing`, async (t) => {
            const app = await newApp(t);
            const client = app.clientOf('ada', { name: 'Ada' });
            const channel = await subscribe(client, name);
            if (name.includes('cache-')) {
                await channel.hears('pusher:cache_miss');
            }

            await app.trigger(name, 'headline', { title: 'Ada writes the first program' });
            await channel.hears('headline', { title: 'Ada writes the first program' });

            client.unsubscribe(name);
            const marker = await subscribe(client, 'marker');
            await app.trigger(name, 'headline', { title: 'heard by nobody' });
            await app.trigger('marker', 'after', {});
            await marker.hears('after', {});
            assert.strictEqual(channel.names().filter((event) => event === 'headline').length, 1);
        });
    }

    for (const [type, name] of Object.entries(CHANNELS).filter(([, name]) => /^(private|presence)-/.test(name))) {
        test(`${type} channel refuses a subscriber whom no backend of the app has authorized`, async (t) => {
            const app = await newApp(t);
            const stranger = app.backend({ secret: 'not the secret' });
            const client = app.client({
                channelAuthorization: {
                    customHandler: ({ socketId, channelName }, callback) =>
                        callback(null, stranger.authorizeChannel(socketId, channelName, { user_id: 'mallory' })),
                },
            });
            const frames = wire(client);
            const channel = client.subscribe(name);

            assert.strictEqual((await frames.waitsFor('pusher:error')).code, 4009);
            assert.strictEqual(channel.subscribed, false);
            assert.strictEqual(client.connection.state, 'connected');
        });
    }

    test('a channel of one app never meets its namesake in another', async (t) => {
        const [one, other] = [await newApp(t), await newApp(t)];
        const mine = await subscribe(one.client(), 'news');
        const theirs = await subscribe(other.client(), 'news');

        await one.trigger('news', 'headline', 'mine');
        await other.trigger('news', 'headline', 'theirs');

        await mine.hears('headline', 'mine');
        await theirs.hears('headline', 'theirs');
    });

    test('subscribers hear how many they are, when the app counts them', async (t) => {
        const app = await newApp(t, { subscription_counts: true });
        const first = await subscribe(app.client(), 'news');
        await first.hears('pusher:subscription_count', { subscription_count: 1 });

        const second = app.client();
        const ear = await subscribe(second, 'news');
        await ear.hears('pusher:subscription_count', { subscription_count: 2 });
        await first.hears('pusher:subscription_count', { subscription_count: 2 });
        assert.strictEqual(ear.channel.subscriptionCount, 2);

        second.disconnect();
        await first.hears('pusher:subscription_count', { subscription_count: 1 });
    });

    test('one client holds many channels, and each hears its own events in order', async (t) => {
        const app = await newApp(t);
        const client = app.client();
        const names = Array.from({ length: 30 }, (_, i) => `room-${i}`);
        const rooms = await Promise.all(names.map((name) => subscribe(client, name)));

        for (let i = 0; i < 5; i++) {
            await app.trigger(names, 'tick', i);
        }

        for (const room of rooms) {
            for (let i = 0; i < 5; i++) {
                await room.hears('tick', i);
            }
        }
    });

    test('a client that unsubscribes and subscribes again is a subscriber again', async (t) => {
        const app = await newApp(t);
        const client = app.client();
        await subscribe(client, 'private-room');
        client.unsubscribe('private-room');

        const again = await subscribe(client, 'private-room');

        await app.trigger('private-room', 'message', 'hello again');
        await again.hears('message', 'hello again');
    });
});
