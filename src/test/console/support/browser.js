import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const SCREENSHOTS = process.env.VASK_TEST_SCREENSHOTS;

/** The server of the tests. In a cluster the console is on one node, and `edge` is another one. */
export const server = {
    console: process.env.VASK_TEST_CONSOLE,
    admin: process.env.VASK_TEST_ADMIN,
    api: process.env.VASK_TEST_API,
    edge: process.env.VASK_TEST_EDGE,
    token: process.env.VASK_TEST_ADMIN_TOKEN,
    cluster: process.env.VASK_TEST_CLUSTER === 'true',
};

export const TIMEOUT = 30_000;

/** Starts the browser that is installed. */
export function launch() {
    return chromium.launch({ executablePath: process.env.VASK_TEST_CHROMIUM, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
}

/**
 * Opens a tab whose errors are collected: exceptions, dialogs, and messages of the console, among which are violations of the
 * Content-Security-Policy. Failed requests are left out, since tests cause some.
 */
export async function openTab(context) {
    const page = await context.newPage();
    page.setDefaultTimeout(TIMEOUT);
    page.problems = [];
    page.on('pageerror', (error) => page.problems.push(String(error)));
    page.on('dialog', (dialog) => {
        page.problems.push(`dialog: ${dialog.message()}`);
        void dialog.dismiss();
    });
    page.on('console', (message) => {
        if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) {
            page.problems.push(message.text());
        }
    });
    return page;
}

/** Opens the console in a tab of its own and logs in. */
export async function logIn(context, hash = '#/') {
    const page = await openTab(context);
    await page.goto(`${server.console}/console/${hash}`);
    await page.getByLabel('Admin token').fill(server.token);
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.getByRole('button', { name: 'Log out' }).waitFor();
    return page;
}

/** Opens a page of an app in a tab that is logged in. */
export async function openPage(page, app, id, heading) {
    await page.goto(`${server.console}/console/#/apps/${app}/${id}`);
    await page.getByRole('heading', { level: 1, name: heading }).waitFor();
}

/** Errors that the page shows, and what axe-core finds in it in both colour schemes. Leaves a screenshot of each. */
export async function checkPage(page, name, expectsError = false) {
    const found = [];
    const errors = await page.locator('.error').allInnerTexts();
    if (!expectsError && errors.length > 0) {
        found.push(`${name}: shows an error: ${errors.join('; ')}`);
    }
    for (const colorScheme of ['light', 'dark']) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        if (SCREENSHOTS) {
            mkdirSync(SCREENSHOTS, { recursive: true });
            await page.screenshot({ path: `${SCREENSHOTS}/${name}-${colorScheme}.png`, fullPage: true });
        }
        // Through the debugger, because the Content-Security-Policy allows no script of the test.
        await page.evaluate(AXE);
        const { violations } = await page.evaluate('axe.run(document, { resultTypes: ["violations"] })');
        found.push(
            ...violations.map((it) => `${name}, ${colorScheme}: ${it.id}: ${it.nodes.map((node) => node.html + ' ' + node.failureSummary).join('\n')}`),
        );
    }
    await page.emulateMedia({ colorScheme: 'light' });
    return found;
}

/** Sends a request to the admin API. */
export async function admin(method, path, body) {
    const response = await fetch(`${server.admin}/admin/v1/${path}`, {
        method,
        headers: { Authorization: `Bearer ${server.token}`, 'Content-Type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) {
        throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    }
    return response.status === 204 ? null : response.json();
}
