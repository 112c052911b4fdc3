import assert from 'node:assert';
import { describe, test } from 'node:test';
import { newApp, subscribe } from '../support/vask.js';

const TEXTS = {
    'an empty text': '',
    'a plain text': 'hello',
    'quotes, backslashes and slashes': `"double" 'single' \\ \\" \\n / </script> <!--`,
    'line ends of all kinds': 'one\ntwo\r\nthree\rfour\u0085five\u2028six\u2029seven',
    'all control characters': String.fromCharCode(...Array.from({ length: 32 }, (_, i) => i), 127),
    'letters beyond ASCII': 'Grüße, Ελλάδα, Привет, 你好, עברית, العربية, हिन्दी',
    'emoji, composed and flagged': '🎈 👩‍👩‍👧‍👦 🏳️‍🌈 🇪🇺 é e\u0301 \u{10FFFF} \uFEFF \uFFFD',
    'a query and percent signs': 'a=b&c=d+e%20f%%',
    'text that nearly is JSON': '{"open": [1, 2',
};

const BODIES = {
    'a nested object': { a: [1, -0.5, 1e21, null, true, { b: '' }], '': 'empty key', 'k"é🎈': [[]] },
    'an array': ['a', 1, null],
    'numbers at the edge of a double': [Number.MAX_SAFE_INTEGER, Number.MIN_VALUE, Number.MAX_VALUE],
    'an object with names that JavaScript knows': JSON.parse(
        '{"__proto__": 1, "constructor": 2, "event": "pusher:ping"}',
    ),
};

describe('payloads arrive as they were sent', () => {
    for (const [what, text] of Object.entries(TEXTS)) {
        test(what, async (t) => {
            const app = await newApp(t);
            const [plain, secret] = await openAndEncrypted(app);

            await app.trigger('news', 'text', text);
            await app.trigger('private-encrypted-news', 'text', text);

            await plain.hears('text', text);
            await secret.hears('text', text);
        });
    }

    for (const [what, body] of Object.entries(BODIES)) {
        test(what, async (t) => {
            const app = await newApp(t);
            const [plain, secret] = await openAndEncrypted(app);

            await app.trigger('news', 'body', body);
            await app.trigger('private-encrypted-news', 'body', body);

            await plain.hears('body', body);
            await secret.hears('body', body);
        });
    }

    test('10,240 bytes of UTF-8, however many characters they are, and not one more', async (t) => {
        const app = await newApp(t);
        const news = await subscribe(app.client(), 'news');
        const texts = ['x'.repeat(10_240), '\n'.repeat(10_240), 'é'.repeat(5_120), '🎈'.repeat(2_560)];

        for (const text of texts) {
            await app.trigger('news', 'text', text);
            await news.hears('text', text);
            await assert.rejects(app.trigger('news', 'text', `${text}x`), { status: 413 });
        }
    });

    test('event names of 200 characters, with spaces, dots, backslashes and emoji', async (t) => {
        const app = await newApp(t);
        const news = await subscribe(app.client(), 'news');
        const names = [
            'x'.repeat(200),
            'App\\Events\\OrderShipped',
            'order.shipped',
            'two words',
            'Grüße 🎈',
            '"quoted"',
        ];

        for (const name of names) {
            await app.trigger('news', name, {});
            await news.hears(name, {});
        }
    });

    test('channel names with every character that is allowed, and 164 of them', async (t) => {
        const app = await newApp(t);
        const client = app.client();

        for (const name of ['aZ0_-=@,.;', 'private-aZ0_-=@,.;', 'x'.repeat(164), `presence-${'y'.repeat(155)}`]) {
            const member = name.startsWith('presence-') ? app.clientOf('ada', {}) : client;
            const ear = await subscribe(member, name);
            await app.trigger(name, 'text', 'hello');
            await ear.hears('text', 'hello');
            assert.strictEqual((await app.get(`/channels/${name}`)).occupied, true);
        }
    });
});

async function openAndEncrypted(app) {
    const client = app.client();
    return [await subscribe(client, 'news'), await subscribe(client, 'private-encrypted-news')];
}
