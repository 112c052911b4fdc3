import { createServer } from 'node:http';
import { Ear } from './ear.js';

/** A backend's endpoint for webhooks: an ear on its requests, each as `pusher.webhook()` takes it. */
export async function receiver(t) {
    const ear = new Ear();
    const server = createServer((request, response) => {
        let rawBody = '';
        request
            .setEncoding('utf8')
            .on('data', (chunk) => (rawBody += chunk))
            .on('end', () => {
                ear.hear('webhook', { headers: request.headers, rawBody });
                response.writeHead(204).end();
            });
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    t.after(() => server.close());
    return Object.assign(ear, { url: `http://127.0.0.1:${server.address().port}/hooks` });
}
