import assert from 'node:assert';
import { describe, test } from 'node:test';
import { next } from '../support/ear.js';
import { newApp, subscribe, wire } from '../support/vask.js';

/** Data and metadata of the next event of this name, as a callback of pusher-js gets them. */
const said = (channel, name) => new Promise((resolve) => channel.bind(name, (...args) => resolve(args)));

describe('client events', () => {
    for (const name of ['private-chat', 'presence-chat', 'private-cache-chat', 'presence-cache-chat']) {
        test(`two clients talk to each other on ${name}`, async (t) => {
            const app = await newApp(t, { client_events: true });
            const ada = await subscribe(app.clientOf('ada', {}), name);
            const bob = await subscribe(app.clientOf('bob', {}), name);
            const authorOf = (user) => (name.startsWith('presence-') ? { user_id: user } : {});

            const atBob = said(bob.channel, 'client-typing');
            ada.channel.trigger('client-typing', { typing: true, text: '"Grüße" 🎈\n' });
            assert.deepStrictEqual(await atBob, [{ typing: true, text: '"Grüße" 🎈\n' }, authorOf('ada')]);

            const atAda = said(ada.channel, 'client-answer');
            bob.channel.trigger('client-answer', 'plain text');
            assert.deepStrictEqual(await atAda, ['plain text', authorOf('bob')]);

            await app.trigger(name, 'marker', {});
            await Promise.all([ada.waitsFor('marker'), bob.waitsFor('marker')]);
            assert.ok(!ada.names().includes('client-typing'), 'the sender hears no echo');
            assert.ok(!bob.names().includes('client-answer'), 'the sender hears no echo');
        });
    }

    test('another tab of the sender hears the event too', async (t) => {
        const app = await newApp(t, { client_events: true });
        const [tab, otherTab] = [
            await subscribe(app.clientOf('ada', {}), 'presence-chat'),
            await subscribe(app.clientOf('ada', {}), 'presence-chat'),
        ];

        tab.channel.trigger('client-scrolled', { to: 7 });

        await otherTab.hears('client-scrolled', { to: 7 });
    });

    test('on a public channel, and while the app forbids them, they are refused with 4009 and nobody hears them', async (t) => {
        const cases = [
            { client_events: true, name: 'chat' },
            { client_events: false, name: 'private-chat' },
        ];
        for (const { client_events, name } of cases) {
            const app = await newApp(t, { client_events });
            const sender = app.client();
            const frames = wire(sender);
            const speaking = await subscribe(sender, name);
            const listening = await subscribe(app.client(), name);

            speaking.channel.trigger('client-typing', {});
            assert.strictEqual((await frames.waitsFor('pusher:error')).code, 4009);

            await app.trigger(name, 'marker', {});
            await listening.hears('marker', {});
            assert.strictEqual(sender.connection.state, 'connected');
        }
    });

    test('a client that talks too fast is told so with 4301 and stays connected', async (t) => {
        const app = await newApp(t, { client_events: true });
        const client = app.client();
        const errors = next(client.connection, 'error');
        const { channel } = await subscribe(client, 'private-chat');

        for (let i = 0; i < 15; i++) {
            channel.trigger('client-typing', { i });
        }

        const { type, data } = await errors;
        assert.deepStrictEqual([type, data.code], ['PusherError', 4301]);
        assert.strictEqual(client.connection.state, 'connected');
    });
});
