import assert from 'node:assert';
import { describe, test } from 'node:test';
import { newApp, subscribe } from '../support/vask.js';

describe('cache channels', () => {
    for (const name of ['cache-weather', 'private-cache-weather', 'presence-cache-weather']) {
        test(`a late subscriber of ${name} hears the last event first`, async (t) => {
            const app = await newApp(t);
            await app.trigger(name, 'forecast', { sky: 'grey' });
            await app.trigger(name, 'forecast', { sky: 'blue', text: 'schön 🌤' });

            const weather = await subscribe(app.clientOf('ada', {}), name);
            await weather.hears('forecast', { sky: 'blue', text: 'schön 🌤' });

            await app.trigger(name, 'forecast', { sky: 'starry' });
            await weather.hears('forecast', { sky: 'starry' });
        });

        test(`the first subscriber of ${name} receives a cache miss`, async (t) => {
            const app = await newApp(t);

            const weather = await subscribe(app.clientOf('ada', {}), name);

            await weather.hears('pusher:cache_miss');
        });
    }

    test('the backend reads the cached event and how long it lasts', async (t) => {
        const app = await newApp(t, { quotas: { cache_ttl_seconds: 60 } });
        await app.trigger('cache-weather', 'forecast', { sky: 'blue' });

        const { occupied, cache } = await app.get('/channels/cache-weather', { info: 'cache' });

        assert.strictEqual(occupied, false);
        assert.strictEqual(cache.event, 'forecast');
        assert.strictEqual(cache.data, '{"sky":"blue"}');
        assert.ok(cache.ttl > 0 && cache.ttl <= 60, `ttl ${cache.ttl}`);
    });

    test('a client event is never replayed', async (t) => {
        const app = await newApp(t, { client_events: true });
        const speaker = await subscribe(app.client(), 'private-cache-weather');
        const listener = await subscribe(app.client(), 'private-cache-weather');
        speaker.channel.trigger('client-sighting', { bird: 'swift' });
        await listener.waitsFor('client-sighting');

        const late = await subscribe(app.client(), 'private-cache-weather');

        await late.hears('pusher:cache_miss');
    });
});
