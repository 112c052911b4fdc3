import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { chromium } from 'playwright-core';
import { eventually } from '../support/record.js';
import { TestServer } from '../support/server.js';
import { serveRepository } from '../support/site.js';

const executablePath = process.env.VASK_TEST_CHROMIUM;

describe('the script-tag build in Chromium', { skip: !executablePath && 'VASK_TEST_CHROMIUM does not name Chromium' }, () => {
    let browser;

    before(async () => {
        browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
    });

    after(() => browser?.close());

    /** Opens the example page with a client of this server, and waits until its channel is subscribed. */
    async function open(t, server) {
        const site = await serveRepository(t);
        const page = await browser.newPage();
        t.after(() => page.close());
        const problems = [];
        page.on('pageerror', (error) => problems.push(String(error)));
        await page.goto(`${site}/clients/vask-js/example/index.html?host=127.0.0.1&port=${server.port}&key=app`);
        await page.waitForFunction('pusher.channel("news").subscribed');
        t.after(() => assert.deepEqual(problems, []));
        return page;
    }

    const items = (page) => page.locator('#events li').allInnerTexts();
    const CONTINUED = 'Connected again: all missed events follow.';
    const GAP = 'Connected again: events may be missing. An application loads its current state here.';

    async function shows(page, expected) {
        await eventually(async () => (await items(page)).length >= expected.length, `the page shows ${expected.length} items`);
        assert.deepEqual(await items(page), expected);
    }

    test('recovers after the connection was cut', async (t) => {
        const server = await TestServer.start(t);
        const page = await open(t, server);
        server.publish('news', 'headline', { title: 'one' });
        await shows(page, ['one']);

        server.cutConnections();
        server.publish('news', 'headline', { title: 'two' });
        server.publish('news', 'headline', { title: 'three' });
        await shows(page, ['one', CONTINUED, 'two', 'three']);
        server.publish('news', 'headline', { title: 'four' });

        await shows(page, ['one', CONTINUED, 'two', 'three', 'four']);
        assert.equal(server.subscribed.at(-1).resume_after_id, 'e1:1');
    });

    test('recovers after Disconnect and Connect on the example page, and reports lost events', async (t) => {
        const server = await TestServer.start(t);
        const page = await open(t, server);
        await page.getByRole('button', { name: 'Disconnect' }).click();
        await page.getByText('Connection: disconnected').waitFor();
        await eventually(() => server.connections.size === 0, 'the client has left');
        server.publish('news', 'headline', { title: 'missed' });
        await page.getByRole('button', { name: 'Connect', exact: true }).click();
        await shows(page, [CONTINUED, 'missed']);

        server.loseState('e2');
        server.reconnectClients();

        await shows(page, [CONTINUED, 'missed', GAP]);
    });

    for (const rejection of ['ignore', 'close', 'error']) {
        test(`works with a server without protocol 8 that answers with ${rejection}`, async (t) => {
            const server = await TestServer.start(t, { protocol: 7, rejection });
            const page = await open(t, server);

            server.publish('news', 'headline', { title: 'one' });
            server.reconnectClients();
            await eventually(() => server.subscribed.length === 2, 'the client has subscribed again');
            server.publish('news', 'headline', { title: 'two' });

            await shows(page, ['one', 'two']);
            assert.deepEqual(server.subscribed, Array(2).fill({ auth: '', channel: 'news' }));
        });
    }
});
