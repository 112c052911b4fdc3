import { basename } from 'node:path';
import { inspect } from 'node:util';

/** Reports each test as one line of JSON as soon as it ends: {"suite","name","failure","skipped"}. */
export default async function* report(events) {
    const suites = [];
    for await (const { type, data } of events) {
        if (type === 'test:start') {
            suites[data.nesting] = data.name;
        } else if ((type === 'test:pass' || type === 'test:fail') && data.details.type !== 'suite') {
            yield `${JSON.stringify({
                suite: suites.slice(0, data.nesting).join(', ') || basename(data.file ?? data.name),
                name: data.name,
                failure: type === 'test:fail' ? inspect(data.details.error.cause ?? data.details.error) : null,
                skipped: data.skip !== undefined || data.todo !== undefined,
            })}\n`;
        }
    }
}
