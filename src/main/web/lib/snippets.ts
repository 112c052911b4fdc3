import { type Target, baseUrl } from './target.js';

export interface Snippet {
  name: string;
  note: string;
  text: (key: string, target: Target) => string;
}

/** An option, only if the address has a path prefix. */
const prefix = (target: Target, line: (path: string) => string): string => (target.path === '' ? '' : line(target.path));

/** Code for each library. docs/compatibility.md lists what was tested with Vask. */
export const SNIPPETS: Snippet[] = [
  {
    name: 'pusher-js',
    note: 'In a browser, or in Node.',
    text: (key, target) => `import Pusher from 'pusher-js';

const pusher = new Pusher('${key}', {
  cluster: '',
  wsHost: '${target.host}',
  wsPort: ${target.port},
  wssPort: ${target.port},${prefix(target, (path) => `\n  wsPath: '${path}',`)}
  forceTLS: ${target.tls},
  enabledTransports: ['ws', 'wss'],
});
pusher.subscribe('hello').bind('greeting', (data) => console.log(data));`,
  },
  {
    name: 'Laravel Echo',
    note: 'Echo uses pusher-js.',
    text: (key, target) => `import Echo from 'laravel-echo';
import Pusher from 'pusher-js';

window.Pusher = Pusher;
window.Echo = new Echo({
  broadcaster: 'pusher',
  key: '${key}',
  cluster: '',
  wsHost: '${target.host}',
  wsPort: ${target.port},
  wssPort: ${target.port},${prefix(target, (path) => `\n  wsPath: '${path}',`)}
  forceTLS: ${target.tls},
  enabledTransports: ['ws', 'wss'],
});
Echo.channel('hello').listen('.greeting', (data) => console.log(data));`,
  },
  {
    name: 'Laravel .env',
    note: 'For the pusher connection in config/broadcasting.php.',
    text: (key, target) => `BROADCAST_CONNECTION=pusher
PUSHER_APP_ID=${key}
PUSHER_APP_KEY=${key}
PUSHER_APP_SECRET=APP_SECRET
PUSHER_HOST=${target.host}
PUSHER_PORT=${target.port}
PUSHER_SCHEME=${target.tls ? 'https' : 'http'}
PUSHER_APP_CLUSTER=`,
  },
  {
    name: 'Node',
    note: 'npm install pusher',
    text: (key, target) => `import Pusher from 'pusher';

const pusher = new Pusher({
  appId: '${key}',
  key: '${key}',
  secret: 'APP_SECRET',
  host: '${target.host}',
  port: '${target.port}',
  useTLS: ${target.tls},
});
await pusher.trigger('hello', 'greeting', { text: 'Hello, world' });`,
  },
  {
    name: 'PHP',
    note: 'composer require pusher/pusher-php-server',
    text: (key, target) => `<?php
require 'vendor/autoload.php';

$pusher = new Pusher\\Pusher('${key}', 'APP_SECRET', '${key}', [
    'host' => '${target.host}',
    'port' => ${target.port},
    'scheme' => '${target.tls ? 'https' : 'http'}',${prefix(target, (path) => `\n    'path' => '${path}',`)}
]);
$pusher->trigger('hello', 'greeting', ['text' => 'Hello, world']);`,
  },
  {
    name: 'Python',
    note: 'pip install pusher',
    text: (key, target) => `import pusher

client = pusher.Pusher(
    app_id='${key}',
    key='${key}',
    secret='APP_SECRET',
    host='${target.host}',
    port=${target.port},
    ssl=${target.tls ? 'True' : 'False'},
)
client.trigger('hello', 'greeting', {'text': 'Hello, world'})`,
  },
  {
    name: 'curl',
    note: 'Needs curl and openssl.',
    text: (key, target) =>
      signedCurl(key, target, 'events', '{"name":"greeting","channel":"hello","data":"{\\"text\\":\\"Hello, world\\"}"}'),
  },
];

/** A shell command that signs a body and posts it to the HTTP API of an app. */
export function signedCurl(key: string, target: Target, path: string, body: string): string {
  return `body=${quote(body)}
query="auth_key=${key}&auth_timestamp=$(date +%s)&auth_version=1.0&body_md5=$(printf %s "$body" | openssl dgst -md5 | sed 's/.* //')"
signature=$(printf 'POST\\n/apps/${key}/${path.replaceAll('%', '%%')}\\n%s' "$query" | openssl dgst -sha256 -hmac 'APP_SECRET' | sed 's/.* //')
curl -d "$body" "${baseUrl(target)}/apps/${key}/${path}?$query&auth_signature=$signature"`;
}

/** A text in single quotes for a shell. */
function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
