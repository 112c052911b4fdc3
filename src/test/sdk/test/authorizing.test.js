import assert from 'node:assert';
import { describe, test } from 'node:test';
import PusherClient from 'pusher-js';
import { authority } from '../support/authority.js';
import { connected, newApp, signIn, subscribe, subscribing } from '../support/vask.js';

describe("authorizing at a backend's own endpoint", () => {
    const ways = {
        channelAuthorization: (url, headers) => ({
            channelAuthorization: { endpoint: `${url}/auth`, transport: 'ajax', headers },
        }),
        headersProvider: (url, headers) => ({
            channelAuthorization: { endpoint: `${url}/auth`, transport: 'ajax', headersProvider: () => headers },
        }),
        'authEndpoint and auth, as older pages have them': (url, headers) => ({
            authEndpoint: `${url}/auth`,
            auth: { headers },
        }),
    };
    for (const [way, options] of Object.entries(ways)) {
        test(`with ${way}`, async (t) => {
            const app = await newApp(t);
            const url = await authority(t, app.backend());
            const client = page(app, options(url, { Authorization: 'Bearer ada' }));

            for (const name of ['private-room', 'presence-room', 'private-encrypted-room', 'private-cache-room']) {
                const room = await subscribe(client, name);
                await app.trigger(name, 'message', { to: name });
                assert.deepStrictEqual(await room.waitsFor('message'), { to: name });
            }
            assert.deepStrictEqual(client.channel('presence-room').members.me, {
                id: 'ada',
                info: { id: 'ada', name: 'Name of ada' },
            });
        });
    }

    test('with an authorizer, as older pages have it', async (t) => {
        const app = await newApp(t);
        const client = page(app, {
            authorizer: ({ name }) => ({
                authorize: (socketId, callback) => callback(null, app.backend().authenticate(socketId, name)),
            }),
        });

        await subscribe(client, 'private-room');
    });

    test('a user signs in', async (t) => {
        const app = await newApp(t);
        const url = await authority(t, app.backend());
        const headers = { Authorization: 'Bearer ada' };
        const userAuthentication = { endpoint: `${url}/user-auth`, transport: 'ajax', headers };

        const client = await signIn(await connected(page(app, { userAuthentication })));

        assert.deepStrictEqual(client.user.user_data, { id: 'ada' });
    });

    test('whom the backend refuses never reaches the server, and learns why', async (t) => {
        const app = await newApp(t);
        const url = await authority(t, app.backend());
        const client = page(app, { channelAuthorization: { endpoint: `${url}/auth`, transport: 'ajax' } });

        const room = subscribing(client, 'private-room');

        assert.strictEqual((await room.hears('pusher:subscription_error')).status, 403);
        assert.deepStrictEqual(await app.get('/channels'), { channels: {} });
    });
});

function page(app, options) {
    return app.connecting(new PusherClient(app.key, { ...app.clientOptions(), ...options }));
}
