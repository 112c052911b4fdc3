import assert from 'node:assert';
import { spawn } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Ear, eventually } from '../support/ear.js';
import { newApp } from '../support/vask.js';

const README = new URL('../../../../README.md', import.meta.url);
const PAGE = new URL('../../../../docs/clients.md', import.meta.url);
const MIGRATING = new URL('../../../../docs/migrating.md', import.meta.url);
const FOLDER = new URL('../node_modules/.documentation/', import.meta.url); // where the programs find the SDKs

describe('the programs of docs/clients.md', () => {
    test('listen.mjs prints what publish.mjs publishes', async (t) => {
        const page = await paste(t, await newApp(t));

        const listening = await page.run('listen.mjs');
        await page.occupied('news');
        await page.run('publish.mjs');

        await listening.hears('Hello, world');
    });

    test('member.mjs joins, talks, reads and signs in by leave of backend.mjs', async (t) => {
        const app = await newApp(t, { client_events: true });
        const page = await paste(t, app);
        await page.run('backend.mjs');
        await page.backendAnswers();
        const backend = app.backend({ encryptionMasterKeyBase64: page.masterKey });

        const members = [await page.run('member.mjs'), await page.run('member.mjs')];
        const printed = (line) => members.some((member) => member.names().includes(line));

        await eventually('a member joins', () => printed('Ada is one of 1'));
        await eventually('a member hears the other', () => printed('ada is typing'));
        await page.occupied('private-encrypted-diary');
        await backend.trigger('private-encrypted-diary', 'entry', { text: 'for your eyes only' });
        await eventually('a member reads the diary', () => printed('for your eyes only'));
        await eventually('a member has signed in', async () => {
            await backend.sendToUser('ada', 'greeting', { text: 'Hello, Ada' });
            return printed('Hello, Ada');
        });
    });

    test('echo.mjs prints what a Laravel application publishes', async (t) => {
        const app = await newApp(t);
        const page = await paste(t, app);

        const listening = await page.run('echo.mjs');
        await page.occupied('orders');
        await app.trigger('orders', 'App\\Events\\OrderShipped', { order: 7 });

        await listening.hears('order 7 has shipped');
    });

    test('no other program is on the page', async () => {
        const programs = [...(await readFile(PAGE, 'utf8')).matchAll(/^```js\n(.*)$/gm)].map(([, first]) => first);

        const tested = ['listen.mjs', 'publish.mjs', 'backend.mjs', 'member.mjs', 'echo.mjs'];
        assert.deepStrictEqual(
            programs,
            tested.map((name) => `// ${name}`),
        );
    });
});

describe('the snippets of README.md', () => {
    test('the page prints what the backend publishes', async (t) => {
        const page = await paste(t, await newApp(t), README);
        assert.strictEqual(page.snippets.length, 2);
        const [browser, node] = page.snippets;

        const listening = await page.start('browser.mjs', `import Pusher from 'pusher-js';\n${browser}`);
        await page.occupied('hello');
        await page.start('node.mjs', `import Pusher from 'pusher';\n${node}`);

        await listening.hears("{ text: 'Hello, world' }");
    });
});

describe('the program of docs/migrating.md', () => {
    test("reverb.mjs, with Echo's broadcaster for Reverb, prints what a Laravel application publishes", async (t) => {
        const app = await newApp(t);
        const page = await paste(t, app, MIGRATING);

        const listening = await page.run('reverb.mjs');
        await page.occupied('orders');
        await app.trigger('orders', 'App\\Events\\OrderShipped', { order: 7 });

        await listening.hears('order 7 has shipped');
    });
});

/** Pastes programs of a page and runs them as they are, but for the server, the app and the backend's port. */
async function paste(t, app, document = PAGE) {
    const text = await readFile(document, 'utf8');
    const folder = new URL(`${app.key}/`, FOLDER);
    await mkdir(folder, { recursive: true });
    t.after(() => rm(folder, { recursive: true }));
    const { hostname, port } = app.server.api();
    const backendPort = await freePort();
    const here = (program) =>
        program
            .replaceAll('localhost:3000', `127.0.0.1:${backendPort}`)
            .replaceAll('listen(3000)', `listen(${backendPort})`)
            .replaceAll("'localhost'", `'${hostname}'`)
            .replaceAll('8080', port)
            .replaceAll("'demo'", `'${app.key}'`)
            .replaceAll("'demo-secret'", `'${app.secret}'`);

    const snippets = [...text.matchAll(/^```js\n(.*?)^```/gms)].map(([, program]) => program);
    const start = async (name, program) => {
        const file = fileURLToPath(new URL(name, folder));
        await writeFile(file, here(program));
        const child = spawn(process.execPath, [file]);
        t.after(() => child.kill());
        return linesOf(child);
    };

    return {
        snippets,
        /** Starts a program under a name: an ear on the lines that it prints. */
        start,
        masterKey: /encryptionMasterKeyBase64: '(.*)'/.exec(text)?.[1],
        /** The same with a program of the page, by the name in its first line. */
        run(name) {
            const program = snippets.find((snippet) => snippet.startsWith(`// ${name}\n`));
            assert.ok(program, `no program ${name} on the page`);
            return start(name, program);
        },
        occupied: (channel) =>
            eventually(`${channel} is occupied`, async () => (await app.get(`/channels/${channel}`)).occupied),
        backendAnswers: () =>
            eventually('the backend answers', () =>
                fetch(`http://127.0.0.1:${backendPort}/`).then(
                    () => true,
                    () => false,
                ),
            ),
    };
}

function linesOf(child) {
    const ear = new Ear();
    for (const stream of [child.stdout, child.stderr]) {
        let rest = '';
        stream.setEncoding('utf8').on('data', (text) => {
            const lines = (rest + text).split('\n');
            rest = lines.pop();
            lines.forEach((line) => ear.hear(line));
        });
    }
    return ear;
}

async function freePort() {
    const server = createServer();
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address();
    await new Promise((resolve) => server.close(resolve));
    return port;
}
