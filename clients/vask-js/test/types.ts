/** Programs of users, which TypeScript accepts or rejects. */
import Pusher from 'pusher-js';
import PusherWithEncryption from 'pusher-js/with-encryption';
import { type Resume, recover } from 'vask-js';

recover(Pusher);
recover(PusherWithEncryption);

// @ts-expect-error: a client in place of the class
recover(new Pusher('app', { cluster: '' }));

// @ts-expect-error: an argument is required
recover();

new Pusher('app', { cluster: '' }).subscribe('news').bind('vask:resume', ({ ok }: Resume) => console.log(ok));
