import assert from 'node:assert';
import { describe, test } from 'node:test';
import Echo from 'laravel-echo';
import PusherClient from 'pusher-js';
import { authority } from '../support/authority.js';
import { Ear } from '../support/ear.js';
import { newApp } from '../support/vask.js';

/** The page of a user of a Laravel application: Echo as Laravel's documentation configures it. */
async function pageOf(t, app, user, options = {}) {
    const laravel = await authority(t, app.backend());
    const echo = new Echo({
        broadcaster: 'pusher',
        Pusher: PusherClient,
        key: app.key,
        ...app.clientOptions(),
        authEndpoint: `${laravel}/auth`,
        auth: { headers: {} }, // pages in one process would share the default, and with it the bearer
        userAuthentication: { endpoint: `${laravel}/user-auth`, headers: {} },
        bearerToken: user,
        ...options,
    });
    app.connecting(echo);
    return echo;
}

/** An ear for callbacks, since Echo has one method for each event: `here(ear.for('here'))`. */
class Callbacks extends Ear {
    for(name) {
        return (...details) => this.hear(name, ...details);
    }
}

const subscribed = (channel) => new Promise((resolve) => channel.subscribed(resolve));

describe('Laravel Echo', () => {
    test('listens on a channel to an event of the application and to one with a name of its own', async (t) => {
        const app = await newApp(t);
        const echo = await pageOf(t, app, 'ada');
        const heard = new Callbacks();
        const orders = echo.channel('orders');
        orders.listen('OrderShipped', heard.for('OrderShipped')).listen('.order.paid', heard.for('order.paid'));
        await subscribed(orders);

        await app.trigger('orders', 'App\\Events\\OrderShipped', { order: 1 });
        await app.trigger('orders', 'order.paid', { order: 2 });

        await heard.hears('OrderShipped', { order: 1 });
        await heard.hears('order.paid', { order: 2 });
        assert.match(echo.socketId(), /^\d+\.\d+$/);
        assert.strictEqual(echo.connectionStatus(), 'connected');
    });

    test('listens on a private channel, spares the sender, and leaves', async (t) => {
        const app = await newApp(t);
        const [ada, bob] = [await pageOf(t, app, 'ada'), await pageOf(t, app, 'bob')];
        const [atAda, atBob] = [new Callbacks(), new Callbacks()];
        const pages = [ada.private('orders.1'), bob.private('orders.1')];
        pages[0].listenToAll(atAda.for('all'));
        pages[1].listenToAll(atBob.for('all'));
        await Promise.all(pages.map(subscribed));

        await app.trigger('private-orders.1', 'App\\Events\\OrderShipped', { order: 1 }, { socket_id: ada.socketId() });
        await app.trigger('private-orders.1', 'App\\Events\\Marker', {});

        await atBob.hears('all', 'OrderShipped', { order: 1 });
        await atBob.hears('all', 'Marker', {});
        await atAda.hears('all', 'Marker', {});
        bob.leave('orders.1');
        await app.trigger('private-orders.1', 'App\\Events\\Farewell', {});
        await atAda.hears('all', 'Farewell', {});
        assert.strictEqual(atBob.names().length, 2);
    });

    test('a page that the application does not let in learns so', async (t) => {
        const app = await newApp(t);
        const echo = await pageOf(t, app, undefined, { bearerToken: null });
        const heard = new Callbacks();

        echo.private('orders.1').error(heard.for('error'));

        assert.strictEqual((await heard.hears('error')).status, 403);
    });

    test('joins a presence channel: who is here, who joins, who leaves', async (t) => {
        const app = await newApp(t);
        const heard = new Callbacks();
        const bob = { id: 'bob', name: 'Name of bob' };
        const room = (await pageOf(t, app, 'ada')).join('room.1');
        room.here(heard.for('here')).joining(heard.for('joining')).leaving(heard.for('leaving'));
        await heard.hears('here', [{ id: 'ada', name: 'Name of ada' }]);

        const page = await pageOf(t, app, 'bob');
        page.join('room.1');
        await heard.hears('joining', bob);

        page.leave('room.1');
        await heard.hears('leaving', bob);
    });

    test('whispers on private and presence channels', async (t) => {
        const app = await newApp(t, { client_events: true });
        const [ada, bob] = [await pageOf(t, app, 'ada'), await pageOf(t, app, 'bob')];
        for (const open of [(page) => page.private('chat'), (page) => page.join('chat')]) {
            const heard = new Callbacks();
            const [speaking, listening] = [open(ada), open(bob)];
            listening.listenForWhisper('typing', heard.for('typing'));
            await Promise.all([subscribed(speaking), subscribed(listening)]);

            speaking.whisper('typing', { name: 'Ada' });

            await heard.hears('typing', { name: 'Ada' });
        }
    });

    test('reads an encrypted private channel', async (t) => {
        const app = await newApp(t);
        const heard = new Callbacks();
        const diary = (await pageOf(t, app, 'ada')).encryptedPrivate('diary');
        diary.listen('Entry', heard.for('Entry'));
        await subscribed(diary);

        await app.trigger('private-encrypted-diary', 'App\\Events\\Entry', { text: 'Grüße 🎈' });

        await heard.hears('Entry', { text: 'Grüße 🎈' });
    });

    test("hears a notification on the user's own channel", async (t) => {
        const app = await newApp(t);
        const heard = new Callbacks();
        const own = (await pageOf(t, app, 'ada')).private('App.Models.User.1');
        own.notification(heard.for('notification'));
        await subscribed(own);
        const name = 'Illuminate\\Notifications\\Events\\BroadcastNotificationCreated';

        await app.trigger('private-App.Models.User.1', name, { id: 'n1', type: 'InvoicePaid' });

        await heard.hears('notification', { id: 'n1', type: 'InvoicePaid' });
    });

    test("with the broadcaster 'reverb' it connects as well", async (t) => {
        const app = await newApp(t);
        const echo = await pageOf(t, app, 'ada', { broadcaster: 'reverb' });

        await subscribed(echo.channel('orders'));

        assert.strictEqual(echo.connectionStatus(), 'connected');
    });

    test('signs in at the endpoint of the application and hears events to the user', async (t) => {
        const app = await newApp(t);
        const echo = await pageOf(t, app, 'ada', {});
        const { pusher } = echo.connector;
        await subscribed(echo.channel('orders'));

        echo.connector.signin();
        await pusher.user.signinDonePromise;
        const heard = Ear.to(pusher.user);

        await app.backend().sendToUser('ada', 'invoice', { total: 1 });
        await heard.hears('invoice', { total: 1 });
    });
});
