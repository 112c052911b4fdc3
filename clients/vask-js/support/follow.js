// Follows channels of an app with pusher-js and vask-js until its input ends. Prints each event as a line of JSON:
// [channel, event, data]. The channel is '' for a new state of the connection.
import { createHmac } from 'node:crypto';
import Pusher from 'pusher-js';
import { recover } from 'vask-js';

const { VASK_TEST_PORT, VASK_TEST_KEY, VASK_TEST_SECRET, VASK_TEST_CHANNELS } = process.env;

recover(Pusher);
const client = new Pusher(VASK_TEST_KEY, {
    wsHost: '127.0.0.1',
    wsPort: Number(VASK_TEST_PORT),
    forceTLS: false,
    enabledTransports: ['ws'],
    cluster: '',
    channelAuthorization: { customHandler: ({ socketId, channelName }, callback) => callback(null, authorize(socketId, channelName)) },
});

client.connection.bind('state_change', ({ current }) => print('', current, { socket_id: client.connection.socket_id ?? null }));
for (const name of VASK_TEST_CHANNELS.split(',')) {
    client.subscribe(name).bind_global((event, data) => print(name, event, data));
}
process.stdin.on('end', () => process.exit(0)).resume();

function authorize(socketId, channel) {
    const channel_data = channel.startsWith('presence-') ? JSON.stringify({ user_id: 'ada' }) : undefined;
    return { auth: sign([socketId, channel, channel_data]), channel_data };
}

function sign(parts) {
    const text = parts.filter((part) => part !== undefined).join(':');
    return `${VASK_TEST_KEY}:${createHmac('sha256', VASK_TEST_SECRET).update(text).digest('hex')}`;
}

function print(channel, event, data) {
    process.stdout.write(`${JSON.stringify([channel, event, data ?? null])}\n`);
}
