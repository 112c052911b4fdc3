// Connects, subscribes and publishes with the credentials of one app, as its users would; prints what the client hears.
import PusherClient from 'pusher-js';
import PusherServer from 'pusher';

const { VASK_TEST_API, VASK_TEST_EDGE, APP_KEY, APP_SECRET } = process.env;
const api = new URL(VASK_TEST_API);
const edge = new URL(VASK_TEST_EDGE);

const backend = new PusherServer({
    appId: APP_KEY, key: APP_KEY, secret: APP_SECRET, host: api.hostname, port: api.port, useTLS: false,
});
const client = new PusherClient(APP_KEY, {
    wsHost: edge.hostname, wsPort: edge.port, forceTLS: false, enabledTransports: ['ws'], cluster: '',
    channelAuthorization: {
        customHandler: ({ socketId, channelName }, answer) => answer(null, backend.authorizeChannel(socketId, channelName)),
    },
});

const channel = client.subscribe('private-tenants');
channel.bind('pusher:subscription_error', (error) => fail(`the subscription was refused: ${JSON.stringify(error)}`));
channel.bind('pusher:subscription_succeeded', () => backend.trigger('private-tenants', 'greeting', 'hello').catch(fail));
channel.bind('greeting', (data) => {
    console.log(`heard ${data}`);
    process.exit(0);
});
setTimeout(() => fail('nothing was heard within 30 s'), 30_000);

function fail(reason) {
    console.error(reason);
    process.exit(1);
}
