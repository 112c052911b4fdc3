import { deepStrictEqual } from 'node:assert';

const PATIENCE_MS = 15_000;

/** Everything an emitter says, in its order, for a test that waits for the next thing said and never for time to pass. */
export class Ear {
    #heard = [];
    #taken = 0;
    #awake = () => {};

    /** Listens to all events of a channel, a user, a watchlist or a connection of pusher-js. */
    static to(emitter) {
        const ear = new Ear();
        emitter.bind_global((name, data) => ear.hear(name, data));
        return ear;
    }

    hear(name, ...details) {
        this.#heard.push([name, ...details]);
        this.#awake();
    }

    /** The next event heard has this name, and these details when they are given; answers its first detail. */
    async hears(name, ...expected) {
        const [heard, ...details] = await this.#next(`'${name}'`);
        if (heard !== name) {
            throw new Error(`expected '${name}' next, but heard ${this.#told()}`);
        }
        expected.forEach((wanted, i) => deepStrictEqual(details[i], wanted));
        return details[0];
    }

    /** Passes over what is heard before an event of this name; answers its first detail. */
    async waitsFor(name) {
        for (;;) {
            const [heard, detail] = await this.#next(`'${name}'`);
            if (heard === name) {
                return detail;
            }
        }
    }

    /** Names of all that was heard so far, taken or not. */
    names() {
        return this.#heard.map(([name]) => name);
    }

    #next(wanted) {
        return new Promise((resolve, reject) => {
            const timer = setTimeout(
                () => reject(new Error(`waited ${PATIENCE_MS} ms for ${wanted}, heard only ${this.#told()}`)),
                PATIENCE_MS,
            );
            this.#awake = () => {
                if (this.#taken < this.#heard.length) {
                    clearTimeout(timer);
                    this.#awake = () => {};
                    resolve(this.#heard[this.#taken++]);
                }
            };
            this.#awake();
        });
    }

    #told() {
        return JSON.stringify(this.#heard);
    }
}

/** The next event of this name that an emitter of pusher-js emits. */
export async function next(emitter, name) {
    const ear = new Ear();
    const hear = (...details) => ear.hear(name, ...details);
    emitter.bind(name, hear);
    try {
        return await ear.hears(name);
    } finally {
        emitter.unbind(name, hear);
    }
}

/** Asks again until the answer is what the test waits for. */
export async function eventually(what, ask) {
    const end = Date.now() + PATIENCE_MS;
    while (!(await ask())) {
        if (Date.now() > end) {
            throw new Error(`waited ${PATIENCE_MS} ms in vain until ${what}`);
        }
        await new Promise((resolve) => setTimeout(resolve, 20));
    }
}
