import assert from 'node:assert';
import { describe, test } from 'node:test';
import { connected, newApp, signIn, subscribe } from '../support/vask.js';

describe('presence channels', () => {
    test('a newcomer learns who is there and who it is itself', async (t) => {
        const app = await newApp(t);
        await subscribe(app.clientOf('ada', { name: 'Ada' }), 'presence-lobby');

        const { channel } = await subscribe(
            app.clientOf('bob', { name: 'Bob', likes: ['ünïcode', '🎈'] }),
            'presence-lobby',
        );

        assert.strictEqual(channel.members.count, 2);
        assert.deepStrictEqual(channel.members.me, { id: 'bob', info: { name: 'Bob', likes: ['ünïcode', '🎈'] } });
        assert.deepStrictEqual(channel.members.get('ada'), { id: 'ada', info: { name: 'Ada' } });
    });

    test('those present hear who comes and who goes', async (t) => {
        const app = await newApp(t);
        const ada = await subscribe(app.clientOf('ada', { name: 'Ada' }), 'presence-lobby');
        const bob = app.clientOf('bob', { name: 'Bob' });

        await subscribe(bob, 'presence-lobby');
        await ada.hears('pusher:member_added', { id: 'bob', info: { name: 'Bob' } });
        assert.strictEqual(ada.channel.members.count, 2);

        bob.unsubscribe('presence-lobby');
        await ada.hears('pusher:member_removed', { id: 'bob', info: { name: 'Bob' } });
        assert.strictEqual(ada.channel.members.count, 1);
    });

    test('a user with two tabs comes once and goes with the last tab', async (t) => {
        const app = await newApp(t);
        const ada = await subscribe(app.clientOf('ada', { name: 'Ada' }), 'presence-lobby');
        const [firstTab, secondTab] = [app.clientOf('bob', { tab: 1 }), app.clientOf('bob', { tab: 2 })];

        await subscribe(firstTab, 'presence-lobby');
        await ada.hears('pusher:member_added', { id: 'bob', info: { tab: 1 } });
        const { channel } = await subscribe(secondTab, 'presence-lobby');
        assert.strictEqual(channel.members.count, 2);
        assert.strictEqual(channel.members.me.id, 'bob');

        firstTab.unsubscribe('presence-lobby');
        await subscribe(firstTab, 'elsewhere');
        await app.trigger('presence-lobby', 'roll-call', {});
        await ada.hears('roll-call', {});
        assert.strictEqual(ada.channel.members.count, 2);

        secondTab.disconnect();
        await ada.hears('pusher:member_removed', { id: 'bob', info: { tab: 1 } });
    });

    test('a member without info and a member with a number for an id are members like others', async (t) => {
        const app = await newApp(t);
        const plain = await subscribe(app.clientOf('plain'), 'presence-lobby');

        const { channel } = await subscribe(app.clientOf(10), 'presence-lobby');

        assert.strictEqual(channel.members.count, 2);
        assert.strictEqual(channel.members.me.id, 10);
        assert.deepStrictEqual(channel.members.get('plain'), { id: 'plain', info: {} });
        await plain.hears('pusher:member_added', { id: '10', info: {} });
    });

    test('a signed-in user joins without channel data', async (t) => {
        const app = await newApp(t);
        const client = app.client({
            userAuthentication: {
                customHandler: ({ socketId }, callback) =>
                    callback(null, app.backend().authenticateUser(socketId, { id: 'ada', user_info: { name: 'Ada' } })),
            },
        });
        await signIn(await connected(client));

        const { channel } = await subscribe(client, 'presence-lobby');

        assert.deepStrictEqual(channel.members.me, { id: 'ada', info: { name: 'Ada' } });
    });

    test('the backend sees the members by id, each once', async (t) => {
        const app = await newApp(t);
        await subscribe(app.clientOf('ada', {}), 'presence-lobby');
        await subscribe(app.clientOf('bob', {}), 'presence-lobby');
        await subscribe(app.clientOf('bob', {}), 'presence-lobby');

        const { users } = await app.get('/channels/presence-lobby/users');

        assert.deepStrictEqual(users.map(({ id }) => id).sort(), ['ada', 'bob']);
    });
});
