import assert from 'node:assert';
import { describe, test } from 'node:test';
import { Ear } from '../support/ear.js';
import { connected, impatient, newApp, signIn, subscribe, wire } from '../support/vask.js';

const signedInAs = async (app, id, userData) => signIn(await connected(app.clientOf(id, undefined, userData)));

describe('users', () => {
    test('a client signs in as whom its backend says it is', async (t) => {
        const app = await newApp(t);

        const client = await signedInAs(app, 'ada', { name: 'Ada "Grüße" 🎈' });

        await client.user.signinDonePromise;
        assert.deepStrictEqual(client.user.user_data, { id: 'ada', name: 'Ada "Grüße" 🎈' });
    });

    test('a client that a stranger signs in is refused with 4009 and stays connected', async (t) => {
        const app = await newApp(t);
        const stranger = app.backend({ secret: 'not the secret' });
        const client = app.client({
            userAuthentication: {
                customHandler: ({ socketId }, callback) =>
                    callback(null, stranger.authenticateUser(socketId, { id: 'ada' })),
            },
        });
        const frames = wire(await connected(client));

        client.signin();

        assert.strictEqual((await frames.waitsFor('pusher:error')).code, 4009);
        assert.strictEqual(client.connection.state, 'connected');
        assert.strictEqual(client.user.user_data, null);
    });

    test('an event to a user reaches each of its tabs once, and nobody else', async (t) => {
        const app = await newApp(t);
        const tabs = [await signedInAs(app, 'ada'), await signedInAs(app, 'ada')];
        const bob = await signedInAs(app, 'bob');
        const ears = tabs.map((client) => Ear.to(client.user));
        const bobs = Ear.to(bob.user);

        await app.backend().sendToUser('ada', 'invoice', { total: '12 €' });
        await app.backend().sendToUser('ada', 'marker', {});
        await app.backend().sendToUser('bob', 'marker', {});

        for (const ear of ears) {
            await ear.hears('invoice', { total: '12 €' });
            await ear.hears('marker', {});
        }
        await bobs.hears('marker', {});
    });

    test('an event to a user comes by the documented route as well', async (t) => {
        const app = await newApp(t);
        const ear = Ear.to((await signedInAs(app, 'ada')).user);

        await app.backend().post({ path: '/users/ada/events', body: { name: 'invoice', data: '{"total":12}' } });

        await ear.hears('invoice', { total: 12 });
    });

    test('an event to a user who is not there succeeds', async (t) => {
        const app = await newApp(t);

        const response = await app.backend().sendToUser('nobody', 'invoice', {});

        assert.strictEqual(response.status, 200);
        assert.deepStrictEqual(await response.json(), {});
    });

    test('a watchlist tells who is online now, and then who comes and goes', async (t) => {
        const app = await newApp(t);
        await signedInAs(app, 'bob');
        const ada = await connected(app.clientOf('ada', undefined, { watchlist: ['bob', 'carol'] }));
        const watching = Ear.to(ada.user.watchlist);

        await signIn(ada);
        await watching.hears('online', { name: 'online', user_ids: ['bob'] });
        await watching.hears('offline', { name: 'offline', user_ids: ['carol'] });

        const [carol, carolsOtherTab] = [await signedInAs(app, 'carol'), await signedInAs(app, 'carol')];
        await watching.hears('online', { name: 'online', user_ids: ['carol'] });

        carol.disconnect();
        carolsOtherTab.disconnect();
        await watching.hears('offline', { name: 'offline', user_ids: ['carol'] });
    });

    test('terminating a user disconnects each tab, which comes back and signs in again', async (t) => {
        const app = await newApp(t);
        const tabs = [await signedInAs(app, 'ada'), await signedInAs(app, 'ada')];
        const bystander = await subscribe(app.clientOf('ada', {}), 'presence-lobby');
        const before = tabs.map((client) => client.connection.socket_id);
        const connections = tabs.map((client) => Ear.to(client.connection));
        const frames = tabs.map(wire);

        await app.backend().terminateUserConnections('ada');

        for (const [i, client] of tabs.entries()) {
            assert.strictEqual((await connections[i].waitsFor('error')).data.code, 4200);
            await connections[i].waitsFor('connected');
            assert.notStrictEqual(client.connection.socket_id, before[i]);
            await frames[i].waitsFor('pusher:signin_success');
        }
        await app.trigger('presence-lobby', 'marker', {});
        await bystander.hears('marker', {});
    });

    test('a terminated user stays away if the app says so, and a forced reconnect brings tabs back', async (t) => {
        const app = await newApp(t, { terminate_code: 4009 });
        const client = await signedInAs(app, 'ada');
        const connection = Ear.to(client.connection);
        const frames = wire(client);

        await app.backend().post({ path: '/users/ada/force_reconnect', body: {} });

        assert.strictEqual((await connection.waitsFor('error')).data.code, 4200);
        await connection.waitsFor('connected');
        await frames.waitsFor('pusher:signin_success');

        await app.backend().terminateUserConnections('ada');

        assert.strictEqual((await connection.waitsFor('error')).data.code, 4009);
        await connection.waitsFor('disconnected');
        assert.strictEqual(client.connection.state, 'disconnected');
    });

    test('a client that is not authorized in time is disconnected for good', { skip: !impatient }, async (t) => {
        const app = await newApp(t, { authorized_connections: true }, impatient);
        const client = await connected(app.client());
        const authorized = await connected(app.clientOf('ada', {}));
        await subscribe(authorized, 'private-room');
        const connection = Ear.to(client.connection);

        assert.strictEqual((await connection.waitsFor('error')).data.code, 4009);
        await connection.waitsFor('disconnected');
        assert.strictEqual(client.connection.state, 'disconnected');
        assert.strictEqual(authorized.connection.state, 'connected');
    });
});
