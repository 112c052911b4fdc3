import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';

const FOLDER = fileURLToPath(new URL('..', import.meta.url));
const MAX_BYTES = 3 * 1024;

/** Runs a program in the folder of the package. Returns its output; an error has it too. */
async function run(program, ...args) {
    try {
        return (await promisify(execFile)(program, args, { cwd: FOLDER })).stdout;
    } catch (error) {
        throw new Error(`${program} ${args.join(' ')}: ${error.stdout}${error.stderr}`);
    }
}

const tsc = (...args) => run(process.execPath, 'node_modules/typescript/bin/tsc', '--project', 'tsconfig.json', ...args);

describe('the package', () => {
    for (const file of ['vask.js', 'vask.iife.js']) {
        test(`${file} has less than 3 KB compressed`, () => {
            const { length } = gzipSync(readFileSync(join(FOLDER, 'dist', file)));

            assert.ok(length < MAX_BYTES, `${length} bytes`);
        });
    }

    test('has sound types', async () => {
        await tsc();
    });

    test('declares the types of its source', async (t) => {
        const output = mkdtempSync(join(tmpdir(), 'vask-js-'));
        t.after(() => rmSync(output, { recursive: true }));
        await tsc('--noEmit', 'false', '--declaration', '--emitDeclarationOnly', '--rootDir', '.', '--outDir', output);

        const generated = readFileSync(join(output, 'src/vask.d.ts'), 'utf8');
        assert.equal(readFileSync(join(FOLDER, 'dist/vask.d.ts'), 'utf8'), generated);
    });

    test('contains the built files, the licence and the README', async () => {
        const [{ files }] = JSON.parse(await run('npm', 'pack', '--dry-run', '--json', '--ignore-scripts'));

        assert.deepEqual(files.map(({ path }) => path).sort(), [
            'README.md',
            'dist/LICENSE',
            'dist/vask.d.ts',
            'dist/vask.iife.js',
            'dist/vask.iife.js.map',
            'dist/vask.js',
            'dist/vask.js.map',
            'package.json',
        ]);
    });

    test('is an ES module that exports one function, also for require()', async () => {
        const exported = await import('vask-js');
        const required = createRequire(import.meta.url)('vask-js');

        assert.deepEqual(Object.keys(exported), ['recover']);
        assert.equal(required.recover, exported.recover);
    });
});
