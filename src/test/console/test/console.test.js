import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, test } from 'node:test';
import { admin, checkPage, launch, logIn, openPage, openTab, server } from '../support/browser.js';
import { startEndpoint, startPrefixProxy } from '../support/endpoint.js';

let browser;
let context;

before(async () => {
    browser = await launch();
    context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
});

after(async () => {
    await browser?.close();
});

/** An entry of a feed: of the live feed, of frames, of webhook attempts. */
const entry = (page, text) => page.locator('ol.feed li', { hasText: text });

/** Connects the tester: to the address that the page proposes, or to another node. */
async function connect(tester) {
    if (server.edge !== server.console) {
        await tester.getByLabel('Address for clients').fill(server.edge);
        await tester.getByRole('button', { name: 'Change' }).click();
    }
    await tester.getByRole('button', { name: 'Connect' }).click();
    await entry(tester, 'pusher:connection_established').waitFor();
}

test('an app, from its creation to the end of its connections', async () => {
    const key = `story-${Date.now()}`;
    const endpoint = await startEndpoint();
    const found = [];
    const page = await openTab(context);

    // A wrong token: the message is the API's.
    await page.goto(`${server.console}/console`);
    found.push(...(await checkPage(page, 'login')));
    await page.getByLabel('Admin token').fill('a-token-that-is-not-the-right-one');
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.getByRole('alert').getByText('Missing or wrong admin token').waitFor();
    await page.getByLabel('Admin token').fill(server.token);
    await page.keyboard.press('Enter');

    // Create an app.
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
    await page.getByText('Webhook backlog').first().waitFor();
    if (!(await page.getByLabel('Name').isVisible())) {
        await page.locator('summary', { hasText: 'Create an app' }).click(); // it is open while there are no apps
    }
    await page.getByLabel('Name').fill('The story');
    await page.getByLabel('Key').fill(key);
    await page.getByLabel('Clients may publish client events').check();
    await page.getByRole('button', { name: 'Create app' }).click();
    await page.getByText('shown only now').waitFor();
    const secret = (await page.getByLabel('secret', { exact: true }).innerText()).trim();
    assert.ok(secret.length >= 8);
    await page.getByRole('link', { name: 'The story' }).waitFor();
    await page.getByRole('row', { name: 'The story' }).getByRole('img', { name: 'Messages per second' }).waitFor();
    if (server.cluster) {
        await page.getByRole('heading', { name: 'Nodes' }).waitFor();
        assert.equal(await page.getByRole('region', { name: 'Table of nodes' }).locator('tbody tr').count(), 2);
    }
    found.push(...(await checkPage(page, 'overview')));

    // Settings, with the API's own message for an invalid value.
    await openPage(page, key, 'settings', 'Settings');
    await page.getByLabel('Max connections').fill('0');
    await page.getByRole('button', { name: 'Save settings' }).click();
    await page.locator('#problem-quotas\\.max_connections', { hasText: 'must be a positive integer or null' }).waitFor();
    found.push(...(await checkPage(page, 'settings', true)));
    await page.getByLabel('Max connections').fill('50');
    await page.getByLabel('Subscribers receive the number').check();
    assert.equal(await page.getByLabel('Connections that neither join').isChecked(), false);
    await page.getByLabel('Close code').selectOption('4009');
    await page.getByLabel('Keep events, so that').check();
    await page.getByLabel('Max events', { exact: true }).fill('10001');
    await page.getByRole('button', { name: 'Save settings' }).click();
    await page.locator('#problem-history\\.max_events', { hasText: 'must be an integer from 1 to 10000' }).waitFor();
    await page.getByLabel('Max events', { exact: true }).fill('40');
    await page.getByRole('button', { name: 'Save settings' }).click();
    await page.getByText('The settings were saved.').waitFor();
    const saved = await admin('GET', `apps/${key}`);
    assert.equal(saved.quotas.max_connections, 50);
    assert.equal(saved.subscription_counts, true);
    assert.equal(saved.terminate_code, 4009);
    assert.deepEqual(saved.history, { enabled: true, max_events: 40, ttl_seconds: 300, max_bytes: 1048576, client_events: false });

    // A webhook whose endpoint fails.
    await openPage(page, key, 'webhooks', 'Webhooks');
    await page.getByLabel('URL').fill(endpoint.url);
    for (const event of ['Channel occupied', 'Channel vacated', 'Member removed', 'Cache miss', 'Client event', 'Subscription count']) {
        await page.getByLabel(event, { exact: true }).uncheck(); // so that one delivery fails, and not ten
    }
    await page.getByRole('button', { name: 'Save webhook' }).click();
    await page.getByText('The webhook was saved.').waitFor();
    await page.getByRole('button', { name: 'Send test event' }).click();
    await page.getByRole('heading', { name: 'Test event' }).waitFor();
    await page.getByText('failed').first().waitFor();

    // The live feed in a second tab, the tester in a third one: of another node in a cluster.
    const feed = await logIn(context, `#/apps/${key}/feed`);
    await feed.getByText('live', { exact: true }).waitFor();
    found.push(...(await checkPage(feed, 'feed-empty')));
    const tester = await logIn(context, `#/apps/${key}/tester`);
    await connect(tester);
    const socketId = (await tester.locator('.badge code').innerText()).trim();
    assert.match(socketId, /^\d+\.\d+$/);
    await entry(feed, 'Connection opened').first().waitFor();

    // Every type of channel, and a sign-in: authorised by the admin API.
    const subscribe = tester.getByRole('form', { name: 'Subscribe' });
    for (const channel of ['hello', 'private-hello', 'presence-hello', 'private-encrypted-hello', 'cache-hello']) {
        await subscribe.getByLabel('Channel', { exact: true }).fill(channel);
        await subscribe.getByRole('button', { name: 'Subscribe' }).click();
        await entry(tester, `pusher_internal:subscription_succeeded · ${channel}`).first().waitFor();
        await entry(feed, `Subscribed ${channel}`).first().waitFor();
    }
    await entry(feed, 'Channel occupied presence-hello').waitFor();
    await entry(feed, 'Member added presence-hello').waitFor();
    await tester.getByRole('form', { name: 'Sign in' }).getByRole('button').click();
    await entry(tester, 'pusher:signin_success').waitFor();
    const sendEvent = tester.getByRole('form', { name: 'Send a client event' });
    await sendEvent.getByLabel('Channel, private or presence').fill('private-hello');
    await sendEvent.getByRole('button').click();
    await entry(tester, 'Sent client-greeting · private-hello').waitFor();
    await entry(feed, 'Event published private-hello').first().waitFor();

    // Channels, and the members of one.
    await openPage(page, key, 'channels', 'Channels');
    await page.getByLabel('Prefix').fill('presence-');
    await page.getByRole('button', { name: 'presence-hello' }).click();
    await page.getByRole('rowheader', { name: 'tester' }).waitFor();
    assert.equal(await page.getByRole('region', { name: 'Table of channels' }).locator('tbody tr').count(), 1);
    found.push(...(await checkPage(page, 'channels')));

    // Publish, and see it in the tester and in the feed.
    await openPage(page, key, 'events', 'Event creator');
    await page.getByLabel('Channels, separated by commas').fill('hello, cache-hello');
    await page.getByLabel('Event name').fill('greeting');
    await page.getByRole('button', { name: 'Publish' }).click();
    await page.getByText('The event was published.').waitFor();
    await entry(tester, 'Received greeting · hello').waitFor();
    await entry(tester, 'Received greeting · cache-hello').waitFor();
    await entry(feed, 'Event published hello · event greeting').waitFor();
    assert.match(await page.getByLabel('curl command', { exact: true }).innerText(), new RegExp(`/apps/${key}/events\\?`));
    found.push(...(await checkPage(page, 'event-creator')));
    await page.getByLabel('A signed-in user').check();
    await page.getByLabel('User id').fill('tester');
    await page.getByRole('button', { name: 'Publish' }).click();
    await entry(tester, 'Received greeting · #server-to-user-tester').waitFor();
    found.push(...(await checkPage(tester, 'tester')));

    // The recent events of a channel, newest first, and the older ones.
    for (let number = 1; number <= 24; number++) {
        await admin('POST', `apps/${key}/events`, { name: 'numbered', channel: 'hello', data: `{"number":${number}}` });
    }
    const history = await logIn(context, `#/apps/${key}/channels`);
    await history.getByLabel('Prefix').fill('hello');
    await history.getByRole('button', { name: 'hello', exact: true }).click();
    const recent = history.getByRole('region', { name: 'Table of recent events' }).locator('tbody tr');
    await recent.first().getByText('{"number":24}').waitFor();
    assert.equal(await recent.count(), 20);
    const position = await history.locator('channel-history p.small code').innerText();
    assert.equal(await recent.first().locator('td').last().innerText(), position);
    await history.getByRole('button', { name: 'Older events' }).click();
    await recent.nth(24).getByText('greeting').waitFor();
    assert.equal(await recent.count(), 25);
    assert.equal(await history.getByRole('button', { name: 'Older events' }).count(), 0);
    await admin('POST', `apps/${key}/events`, { name: 'newest', channel: 'hello', data: '{}' });
    await recent.first().getByText('newest').waitFor();
    assert.equal(await recent.count(), 26);
    found.push(...(await checkPage(history, 'channel-history')));
    assert.deepEqual(history.problems, []);
    await history.close();

    // A rejected signature shows what should have been signed, and no secret.
    const body = JSON.stringify({ name: 'greeting', channel: 'hello', data: '{}' });
    const md5 = createHash('md5').update(body).digest('hex');
    const query = `auth_key=${key}&auth_timestamp=${Math.floor(Date.now() / 1000)}&auth_version=1.0&body_md5=${md5}`;
    const rejected = await fetch(`${server.api}/apps/${key}/events?${query}&auth_signature=${'0'.repeat(64)}`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body,
    });
    assert.equal(rejected.status, 401);
    await entry(feed, 'Signature rejected').first().click();
    assert.equal(await feed.locator('pre.expected').first().innerText(), `POST\n/apps/${key}/events\n${query}`);
    assert.ok(!(await feed.content()).includes(secret));

    // An opened entry stays open while others arrive. Pause the feed.
    await feed.getByRole('button', { name: 'Pause' }).click();
    await page.getByRole('button', { name: 'Publish' }).click();
    assert.ok(await feed.locator('pre.expected').first().isVisible());
    await feed.getByRole('button', { name: /Resume \([1-9]\d* new\)/ }).click();
    assert.ok(await feed.locator('pre.expected').first().isVisible());
    assert.equal(await feed.locator('details[open]').count(), 1);
    found.push(...(await checkPage(feed, 'feed')));

    // Rotate the secrets, and end the first one.
    await openPage(page, key, 'secrets', 'Secrets');
    await page.getByRole('button', { name: 'Rotate secrets' }).click();
    await page.getByText('The secrets were rotated.').waitFor();
    assert.notEqual((await page.getByLabel('new secret', { exact: true }).innerText()).trim(), secret);
    const { secrets } = await admin('GET', `apps/${key}/secrets`);
    assert.equal(secrets.length, 2);
    const expiring = secrets.find((it) => it.expires_at !== null);
    found.push(...(await checkPage(page, 'secrets')));
    await page.getByRole('button', { name: `End secret ${expiring.id}` }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'End secret' }).click();
    await page.getByText('The secret has ended.').waitFor();
    assert.equal((await admin('GET', `apps/${key}/secrets`)).secrets.length, 1);

    // The webhook has failed for good: replay it.
    await openPage(page, key, 'webhooks', 'Webhooks');
    await entry(page, 'status 500').or(entry(page, '500')).first().waitFor();
    await page.getByRole('button', { name: 'Replay all' }).waitFor();
    found.push(...(await checkPage(page, 'webhooks')));
    await entry(feed, 'Webhook attempt').first().waitFor();
    endpoint.status = 200;
    const before = endpoint.received.length;
    await page.getByRole('button', { name: /^Replay (?!all)/ }).first().click();
    await page.getByText('1 delivery is being replayed.').waitFor();
    await waitUntil(() => endpoint.received.length > before);
    await page.locator('ol[aria-label^="Attempts"] li:not(.bad)').first().waitFor();

    // What remains of the pages.
    await openPage(page, key, 'connect', 'Connect');
    await page.getByRole('button', { name: 'Python' }).click();
    assert.match(await page.getByLabel('Python code', { exact: true }).innerText(), new RegExp(`key='${key}'`));
    found.push(...(await checkPage(page, 'connect')));
    await openPage(page, key, 'usage', 'Usage');
    await page.getByText('Events of each day').first().waitFor();
    assert.ok(Number(await page.locator('.meter').nth(2).locator('.number').innerText()) > 0);
    found.push(...(await checkPage(page, 'usage')));

    // Disable the app: the tester's connection is closed with 4003.
    await openPage(page, key, 'settings', 'Settings');
    await page.getByRole('button', { name: 'Disable app' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Disable app' }).click();
    await page.getByText('The app was disabled.').waitFor();
    await entry(tester, 'Closed code 4003').waitFor();
    await tester.getByText('closed with 4003').waitFor();
    await entry(feed, 'code 4003').first().waitFor();

    // Delete it, which asks for its key.
    await page.getByRole('button', { name: 'Delete app' }).click();
    await page.getByRole('dialog').getByLabel('Type').fill(key);
    await page.getByRole('dialog').getByRole('button', { name: 'Delete app' }).click();
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
    await assert.rejects(admin('GET', `apps/${key}`), /404/);

    endpoint.close();
    for (const tab of [page, feed, tester]) {
        assert.deepEqual(tab.problems, []);
        await tab.close();
    }
    assert.deepEqual(found, []);
});

test('payloads are shown as text and never run', async () => {
    const script = '<script>window.attacked = 1</script><img src=x onerror="window.attacked = 1">';
    const key = `xss-${Date.now()}`;
    const endpoint = await startEndpoint();
    await admin('PUT', `apps/${key}`, {
        name: script,
        client_events: true,
        webhook: { url: endpoint.url },
    });
    const feed = await logIn(context, `#/apps/${key}/feed`);
    await feed.getByText('live', { exact: true }).waitFor();
    const tester = await logIn(context, `#/apps/${key}/tester`);
    await connect(tester);
    const subscribe = tester.getByRole('form', { name: 'Subscribe' });
    await subscribe.getByLabel('User id').fill(script);
    await subscribe.getByLabel('User info').fill(JSON.stringify({ name: script }));
    for (const channel of ['presence-room', script]) {
        await subscribe.getByLabel('Channel', { exact: true }).fill(channel);
        await subscribe.getByRole('button', { name: 'Subscribe' }).click();
    }
    await entry(tester, 'subscription_succeeded · presence-room').waitFor();
    await entry(tester, script).first().waitFor();
    await entry(feed, 'Member added presence-room').waitFor();
    await admin('POST', `apps/${key}/events`, { name: script, channel: 'presence-room', data: script });
    await entry(tester, `Received ${script}`).waitFor();
    await entry(feed, `event ${script}`).waitFor();

    const page = await logIn(context);
    await page.getByRole('link', { name: script }).waitFor();
    await openPage(page, key, 'channels', 'Channels');
    await page.getByRole('button', { name: 'presence-room' }).click();
    await page.getByRole('rowheader', { name: script }).waitFor();
    await page.getByText('The app keeps no events.').waitFor();
    await admin('PUT', `apps/${key}`, { name: script, client_events: true, webhook: { url: endpoint.url }, history: { enabled: true } });
    await admin('POST', `apps/${key}/events`, { name: script, channel: 'presence-room', data: script + ' '.repeat(200) });
    await page.reload();
    await page.getByRole('button', { name: 'presence-room' }).click();
    await page.getByRole('region', { name: 'Table of recent events' }).getByText(script).first().waitFor();
    await openPage(page, key, 'webhooks', 'Webhooks');
    await entry(page, '500').first().waitFor();
    for (const tab of [feed, tester, page]) {
        await tab.evaluate(() => document.querySelectorAll('details').forEach((it) => (it.open = true)));
        assert.equal(await tab.evaluate(() => window.attacked), undefined);
        assert.equal(await tab.locator('main script, main img, main iframe').count(), 0);
        assert.deepEqual(tab.problems, []);
        await tab.close();
    }
    endpoint.close();
    await admin('DELETE', `apps/${key}`);
});

test('the page loads little, keeps the token in the tab, and works behind a path prefix and on a narrow screen', async () => {
    const proxy = await startPrefixProxy(server.console, '/internal/vask');
    const narrow = await browser.newContext({ viewport: { width: 360, height: 700 } });
    const page = await openTab(narrow);
    const session = await narrow.newCDPSession(page);
    await session.send('Network.enable');
    let bytes = 0;
    session.on('Network.loadingFinished', (event) => (bytes += event.encodedDataLength));
    const urls = [];
    page.on('request', (request) => urls.push(request.url()));
    await page.goto(`${proxy.url}/console`);
    await page.getByLabel('Admin token').fill(server.token);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Apps' }).waitFor();
    await waitUntil(() => urls.some((url) => url.endsWith('/admin/v1/server')));
    console.log(`first load: ${bytes} bytes`);
    assert.ok(bytes > 5_000 && bytes < 200_000, `${bytes} bytes`);
    assert.ok(urls.every((url) => url.startsWith(`${proxy.url}/`)), urls.join('\n'));
    assert.ok(urls.every((url) => !url.includes(server.token)));
    assert.deepEqual(await narrow.cookies(), []);
    assert.equal(await page.evaluate(() => localStorage.length), 0);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth));
    await page.getByRole('button', { name: 'Log out' }).click();
    await page.getByLabel('Admin token').waitFor();
    assert.ok(!(await page.evaluate(() => JSON.stringify(sessionStorage))).includes(server.token));
    assert.deepEqual(page.problems, []);
    await narrow.close();
    proxy.close();
});

/** Waits until a condition holds. */
async function waitUntil(condition) {
    const end = Date.now() + 30_000;
    while (!condition()) {
        assert.ok(Date.now() < end, `not within 30 s: ${condition}`);
        await new Promise((resolve) => setTimeout(resolve, 50));
    }
}
