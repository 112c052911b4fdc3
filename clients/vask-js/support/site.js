import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const TYPES = { '.html': 'text/html', '.js': 'text/javascript' };

/** Serves the pages and scripts of this repository to a browser. Returns the URL of its root. */
export async function serveRepository(t) {
    const server = createServer(async (request, response) => {
        const path = normalize(new URL(request.url, 'http://localhost').pathname);
        const type = TYPES[extname(path)];
        try {
            const content = await readFile(join(ROOT, path));
            response.writeHead(type ? 200 : 404, { 'Content-Type': type ?? 'text/plain' }).end(type && content);
        } catch {
            response.writeHead(404).end();
        }
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    t.after(() => {
        server.close();
        server.closeAllConnections();
    });
    return `http://127.0.0.1:${server.address().port}`;
}
