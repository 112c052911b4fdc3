import { createServer, request } from 'node:http';
import { once } from 'node:events';

/** An endpoint for webhooks, which responds with `status` and keeps the bodies that it received. */
export async function startEndpoint() {
    const endpoint = { status: 500, received: [] };
    const server = createServer(async (incoming, response) => {
        let body = '';
        for await (const chunk of incoming) {
            body += chunk;
        }
        endpoint.received.push(body);
        response.writeHead(endpoint.status).end('the endpoint of the test');
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    endpoint.url = `http://127.0.0.1:${server.address().port}/hooks`;
    endpoint.close = () => server.close();
    return endpoint;
}

/** A proxy that serves another server below a path prefix. */
export async function startPrefixProxy(target, prefix) {
    const server = createServer((incoming, response) => {
        if (!incoming.url.startsWith(`${prefix}/`)) {
            response.writeHead(404).end();
            return;
        }
        const forwarded = request(
            `${target}${incoming.url.slice(prefix.length)}`,
            { method: incoming.method, headers: incoming.headers },
            (answer) => {
                response.writeHead(answer.statusCode, answer.headers);
                answer.pipe(response);
            },
        );
        forwarded.on('error', () => response.destroy());
        incoming.pipe(forwarded);
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return {
        url: `http://127.0.0.1:${server.address().port}${prefix}`,
        close: () => {
            server.closeAllConnections();
            server.close();
        },
    };
}
