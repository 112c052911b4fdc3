import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import Echo from 'laravel-echo';
import Pusher from 'pusher-js';
import { recover } from 'vask-js';
import { optionsFor } from '../support/client.js';
import { record } from '../support/record.js';
import { TestServer } from '../support/server.js';

recover(Pusher);
globalThis.window = { Pusher };

async function start(t, options = {}) {
    const server = await TestServer.start(t);
    const echo = new Echo({ broadcaster: 'pusher', key: 'app', ...optionsFor(server), ...options });
    t.after(() => echo.disconnect());
    return { server, echo };
}

const subscribed = (channel) => new Promise((resolve) => channel.subscribed(resolve));

describe('Laravel Echo', () => {
    const kinds = {
        channel: 'orders',
        private: 'private-orders',
        join: 'presence-orders',
    };
    for (const [kind, name] of Object.entries(kinds)) {
        test(`recovers a channel of ${kind}()`, async (t) => {
            const { server, echo } = await start(t);
            const channel = echo[kind]('orders');
            const calls = [];
            channel.listen('OrderShipped', (event) => calls.push(event));
            channel.on('vask:resume', (resume) => calls.push(resume));
            const events = record(channel.subscription);
            await subscribed(channel);
            server.publish(name, 'App\\Events\\OrderShipped', { order: 1 });
            await events.until('App\\Events\\OrderShipped');

            server.reconnectClients();
            server.publish(name, 'App\\Events\\OrderShipped', { order: 2 });
            await events.until('App\\Events\\OrderShipped', { order: 2 });

            assert.deepEqual(calls, [{ order: 1 }, { ok: true }, { order: 2 }]);
        });
    }

    test('leaves a channel and its position', async (t) => {
        const { server, echo } = await start(t, { Pusher });
        const events = record(echo.channel('orders').subscription);
        await events.until('pusher:subscription_succeeded');
        server.publish('orders', 'App\\Events\\OrderShipped', {});
        await events.until('App\\Events\\OrderShipped');

        echo.leave('orders');
        await subscribed(echo.channel('orders'));

        assert.equal(server.subscribed.at(-1).resume_after_id, '');
    });
});
