import { createServer } from 'node:http';

/**
 * An app's backend as its users write it: an HTTP server that authorizes channels at `/auth` and users at `/user-auth`,
 * for the user whose name comes as the bearer token.
 */
export async function authority(t, backend) {
    const server = createServer(async (request, response) => {
        const user = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
        const form = new URLSearchParams(await textOf(request));
        if (user === undefined) {
            response.writeHead(403).end();
            return;
        }
        response.writeHead(200, { 'Content-Type': 'application/json' });
        response.end(JSON.stringify(answer(backend, request.url, form, user)));
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    t.after(() => server.close());
    return `http://127.0.0.1:${server.address().port}`;
}

function answer(backend, path, form, user) {
    const socketId = form.get('socket_id');
    if (path === '/user-auth') {
        return backend.authenticateUser(socketId, { id: user });
    }
    const channel = form.get('channel_name');
    const member = channel.startsWith('presence-')
        ? { user_id: user, user_info: { id: user, name: `Name of ${user}` } }
        : undefined;
    return backend.authorizeChannel(socketId, channel, member);
}

async function textOf(request) {
    let text = '';
    for await (const chunk of request.setEncoding('utf8')) {
        text += chunk;
    }
    return text;
}
