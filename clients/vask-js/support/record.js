import { isDeepStrictEqual } from 'node:util';

const TIMEOUT_MS = 15_000;

/** Records all events of a channel, a user or a connection of pusher-js in order, without subscription counts. */
export function record(emitter) {
    const events = [];
    const waiting = new Set();
    emitter.bind_global((name, data) => {
        if (name !== 'pusher:subscription_count') {
            events.push([name, data]);
            waiting.forEach((check) => check());
        }
    });
    return {
        /** Names and data of all recorded events. */
        events,

        /** Recorded events of the application, and the notices of vask-js. */
        received() {
            return events.filter(([name]) => !name.startsWith('pusher:'));
        },

        /** Waits until an event was recorded, with this data if it is given. Returns its data. */
        async until(name, data) {
            const found = () => events.findIndex((it) => it[0] === name && (data === undefined || isDeepStrictEqual(it[1], data)));
            await waitUntil(waiting, () => found() >= 0, () => `waited for ${name}, recorded ${JSON.stringify(events)}`);
            return events[found()][1];
        },

        /** Waits until an event was recorded so many times. */
        async times(name, count) {
            const found = () => events.filter((it) => it[0] === name);
            await waitUntil(waiting, () => found().length >= count, () => `waited for ${name}, recorded ${JSON.stringify(events)}`);
        },
    };
}

function waitUntil(waiting, condition, message) {
    return new Promise((resolve, reject) => {
        const end = (action) => {
            clearTimeout(timer);
            waiting.delete(check);
            action();
        };
        const check = () => condition() && end(resolve);
        const timer = setTimeout(() => end(() => reject(new Error(message()))), TIMEOUT_MS);
        waiting.add(check);
        check();
    });
}

/** Waits until a condition holds that no event announces. */
export async function eventually(condition, what) {
    const end = Date.now() + TIMEOUT_MS;
    while (!(await condition())) {
        if (Date.now() > end) {
            throw new Error(`timed out waiting until ${what}`);
        }
        await new Promise((resolve) => setTimeout(resolve, 10));
    }
}
