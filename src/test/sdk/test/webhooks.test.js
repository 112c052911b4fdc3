import assert from 'node:assert';
import { describe, test } from 'node:test';
import { receiver } from '../support/receiver.js';
import { hooked, newApp, subscribe } from '../support/vask.js';

const ALL = [
    'channel_occupied',
    'channel_vacated',
    'member_added',
    'member_removed',
    'cache_miss',
    'client_event',
    'subscription_count',
];

/** Waits until so many webhooks have come, each of which pusher-http-node takes for genuine, and returns their events. */
async function events(app, ear, many) {
    const all = [];
    for (let n = 0; n < many; n++) {
        const webhook = app.backend().webhook(await ear.waitsFor('webhook'));
        assert.ok(webhook.isContentTypeValid(), 'the content type');
        assert.ok(webhook.isBodyValid(), 'the body');
        assert.ok(webhook.isValid(), 'the signature');
        assert.ok(Math.abs(Date.now() - webhook.getTime().getTime()) < 60_000, 'the time');
        all.push(...webhook.getEvents());
    }
    return all;
}

describe('webhooks with pusher-http-node', { skip: !hooked && 'the server does not let webhooks be on this machine' }, () => {
    test('are genuine, each of the seven', async (t) => {
        const ear = await receiver(t);
        const app = await newApp(t, { client_events: true, webhook: { url: ear.url, events: ALL } }, hooked);
        const client = app.clientOf('ada', { name: 'Ada' });

        await subscribe(client, 'cache-news');
        const room = await subscribe(client, 'presence-room');
        room.channel.trigger('client-typing', { is_typing: true });
        const socketId = client.connection.socket_id;
        const before = await events(app, ear, 6);
        client.disconnect();
        const after = await events(app, ear, 4);

        assert.deepStrictEqual(
            before.map(({ name, channel }) => `${name} ${channel}`).sort(),
            [
                'cache_miss cache-news',
                'channel_occupied cache-news',
                'channel_occupied presence-room',
                'client_event presence-room',
                'member_added presence-room',
                'subscription_count cache-news',
            ],
        );
        assert.deepStrictEqual(
            before.find(({ name }) => name === 'client_event'),
            {
                name: 'client_event',
                channel: 'presence-room',
                event: 'client-typing',
                data: '{"is_typing":true}',
                socket_id: socketId,
                user_id: 'ada',
            },
        );
        assert.deepStrictEqual(
            after.map(({ name, channel }) => `${name} ${channel}`).sort(),
            [
                'channel_vacated cache-news',
                'channel_vacated presence-room',
                'member_removed presence-room',
                'subscription_count cache-news',
            ],
        );
    });

    test('are not genuine to another app', async (t) => {
        const ear = await receiver(t);
        const app = await newApp(t, { webhook: { url: ear.url } }, hooked);
        const other = await newApp(t, {}, hooked);

        await subscribe(app.client(), 'news');
        const webhook = await ear.waitsFor('webhook');

        assert.ok(app.backend().webhook(webhook).isValid());
        assert.ok(!other.backend().webhook(webhook).isValid());
    });
});
