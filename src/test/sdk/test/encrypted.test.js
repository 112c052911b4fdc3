import assert from 'node:assert';
import { describe, test } from 'node:test';
import { MASTER_KEY, newApp, subscribe, wire } from '../support/vask.js';

describe('encrypted channels', () => {
    test('what the backend encrypts, the subscriber reads, and the server never sees', async (t) => {
        const app = await newApp(t);
        const client = app.client();
        const frames = wire(client);
        const diary = await subscribe(client, 'private-encrypted-diary');

        await app.trigger('private-encrypted-diary', 'entry', { text: 'Grüße, "Ada" 🎈\n' });

        await diary.hears('entry', { text: 'Grüße, "Ada" 🎈\n' });
        const onTheWire = await frames.waitsFor('entry');
        assert.deepStrictEqual(Object.keys(onTheWire).sort(), ['ciphertext', 'nonce']);
    });

    test('a late subscriber of an encrypted cache channel reads the last event', async (t) => {
        const app = await newApp(t);
        await app.trigger('private-encrypted-cache-diary', 'entry', { page: 1 });
        await app.trigger('private-encrypted-cache-diary', 'entry', { page: 2 });

        const diary = await subscribe(app.client(), 'private-encrypted-cache-diary');

        await diary.hears('entry', { page: 2 });
        const { cache } = await app.get('/channels/private-encrypted-cache-diary', { info: 'cache' });
        assert.deepStrictEqual(Object.keys(JSON.parse(cache.data)).sort(), ['ciphertext', 'nonce']);
    });

    test('an encrypted cache channel without an event reports a miss', async (t) => {
        const app = await newApp(t);

        const diary = await subscribe(app.client(), 'private-encrypted-cache-diary');

        await diary.hears('pusher:cache_miss');
    });

    test('a batch may carry encrypted events', async (t) => {
        const app = await newApp(t);
        const client = app.client();
        const [one, other] = [
            await subscribe(client, 'private-encrypted-one'),
            await subscribe(client, 'private-encrypted-other'),
        ];

        await app.backend().triggerBatch([
            { channel: 'private-encrypted-one', name: 'entry', data: { to: 'one' } },
            { channel: 'private-encrypted-other', name: 'entry', data: { to: 'other' } },
        ]);

        await one.hears('entry', { to: 'one' });
        await other.hears('entry', { to: 'other' });
    });

    test('a subscriber whose backend has changed its master key asks for the new one and reads on', async (t) => {
        const app = await newApp(t);
        let masterKey = MASTER_KEY;
        const client = app.client({
            channelAuthorization: {
                customHandler: ({ socketId, channelName }, callback) => {
                    const backend = app.backend({ encryptionMasterKeyBase64: masterKey });
                    callback(null, backend.authorizeChannel(socketId, channelName));
                },
            },
        });
        const diary = await subscribe(client, 'private-encrypted-diary');

        masterKey = Buffer.alloc(32, 7).toString('base64');
        const backend = app.backend({ encryptionMasterKeyBase64: masterKey });
        await backend.trigger('private-encrypted-diary', 'entry', 'under the new key');

        await diary.hears('entry', 'under the new key');
    });

    test('a client event on an encrypted channel is refused with 4009', async (t) => {
        const app = await newApp(t, { client_events: true });
        const client = app.client();
        const frames = wire(client);
        await subscribe(client, 'private-encrypted-diary');

        client.send_event('client-typing', {}, 'private-encrypted-diary');

        assert.strictEqual((await frames.waitsFor('pusher:error')).code, 4009);
    });
});
