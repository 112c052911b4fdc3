import { randomBytes } from 'node:crypto';
import nacl from 'tweetnacl';

const SHARED_SECRET = randomBytes(32);

// After a close by the server, pusher-js leaves a timer of 30 s behind. The tests do not wait for it.
const { setTimeout } = globalThis;
globalThis.setTimeout = (action, ms, ...rest) => {
    const timer = setTimeout(action, ms, ...rest);
    return ms >= 30_000 ? timer.unref() : timer;
};

/** Options of pusher-js for a test server, with authorization for all types of channels as the user `ada`. */
export function optionsFor(server) {
    return {
        wsHost: '127.0.0.1',
        wsPort: server.port,
        forceTLS: false,
        enabledTransports: ['ws'],
        cluster: '',
        channelAuthorization: { customHandler: ({ channelName }, callback) => callback(null, authorization(channelName)) },
    };
}

function authorization(channel) {
    return {
        auth: 'app:signature',
        ...(channel.startsWith('presence-') && { channel_data: '{"user_id":"ada","user_info":{"name":"Ada"}}' }),
        ...(channel.startsWith('private-encrypted-') && { shared_secret: SHARED_SECRET.toString('base64') }),
    };
}

/** What a backend publishes to a channel: the data, encrypted for an encrypted channel. */
export function payload(channel, data) {
    if (!channel.startsWith('private-encrypted-')) {
        return data;
    }
    const nonce = randomBytes(24);
    const ciphertext = nacl.secretbox(Buffer.from(JSON.stringify(data)), nonce, SHARED_SECRET);
    return { nonce: nonce.toString('base64'), ciphertext: Buffer.from(ciphertext).toString('base64') };
}

/** A client that is disconnected after a test. */
export function connect(t, Pusher, server, { key = 'app', ...options } = {}) {
    const client = new Pusher(key, { ...optionsFor(server), ...options });
    t.after(() => client.disconnect());
    return client;
}
