import { type TemplateResult, html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { AppPage, field } from '../components/element.js';
import '../components/target.js';
import { api } from '../lib/api.js';
import { formatEntry, formatTime } from '../lib/format.js';
import { type RecordedFrame, recordFrames } from '../lib/recorder.js';
import { findTarget } from '../lib/target.js';
import Pusher, {
  type ChannelAuthorization,
  type UserAuthentication,
} from '../vendor/pusher-js/pusher-with-encryption.min.js';

const MAX_FRAMES = 300;

interface ShownFrame extends RecordedFrame {
  id: number;
}

/** One connection with pusher-js, from this page, and all its frames. An endpoint of the admin API authorises its channels. */
@customElement('app-tester')
export class AppTester extends AppPage {
  @state() private status = 'not connected';
  @state() private socketId = '';
  @state() private frames: ShownFrame[] = [];
  @state() private channels: string[] = [];
  #pusher: Pusher | null = null;
  #ids = 0;
  #identity = { id: '', info: '' };

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#disconnect();
  }

  override render(): TemplateResult {
    const connected = this.#pusher !== null;
    return html`<h1>Connection tester</h1>
      <p>Connects from this page with pusher-js, and shows every frame in both directions.</p>
      <target-form></target-form>
      <div class="buttons">
        <button type="button" @click=${connected ? this.#disconnect : this.#connect}>${connected ? 'Disconnect' : 'Connect'}</button>
        <span role="status" class="badge ${this.status === 'connected' ? 'good' : ''}"
          >${this.status}${this.socketId ? html`, socket id <code>${this.socketId}</code>` : nothing}</span
        >
      </div>
      ${this.messages()}
      ${connected
        ? html`<div class="columns">${this.#subscribeForm()} ${this.#signInForm()} ${this.#clientEventForm()}</div>
            ${this.#subscriptions()}`
        : nothing}
      <section aria-labelledby="frames-title">
        <h2 id="frames-title">Frames</h2>
        ${this.frames.length === 0
          ? html`<p class="empty">There are no frames yet. Connect, and then subscribe to a channel.</p>`
          : html`<button type="button" class="quiet" @click=${() => (this.frames = [])}>Clear</button>
              <ol class="feed" reversed aria-label="Frames, newest first">
                ${repeat(this.frames, (frame) => frame.id, (frame) => this.#frame(frame))}
              </ol>`}
      </section>`;
  }

  #subscribeForm(): TemplateResult {
    return html`<form class="card" @submit=${this.#subscribe} aria-labelledby="subscribe-title">
      <h2 id="subscribe-title">Subscribe</h2>
      <label>Channel <input name="channel" required value="hello" spellcheck="false" list="channel-types" /></label>
      <datalist id="channel-types">
        ${['hello', 'private-hello', 'presence-hello', 'private-encrypted-hello', 'cache-hello', 'private-cache-hello', 'presence-cache-hello'].map(
          (name) => html`<option value=${name}></option>`,
        )}
      </datalist>
      <label>User id, for presence channels <input name="user_id" value="tester" spellcheck="false" /></label>
      <label>User info, as JSON <input name="user_info" value='{"name":"Tester"}' spellcheck="false" /></label>
      <p class="small">
        Events of encrypted channels that a backend published cannot be decrypted here: only the backend has the key.
      </p>
      <button>Subscribe</button>
    </form>`;
  }

  #signInForm(): TemplateResult {
    return html`<form class="card" @submit=${this.#signIn} aria-labelledby="sign-in-title">
      <h2 id="sign-in-title">Sign in</h2>
      <label>User id <input name="id" required value="tester" spellcheck="false" /></label>
      <label>User info, as JSON <input name="info" value='{"name":"Tester"}' spellcheck="false" /></label>
      <button>Sign in</button>
    </form>`;
  }

  #clientEventForm(): TemplateResult {
    return html`<form class="card" @submit=${this.#trigger} aria-labelledby="trigger-title">
      <h2 id="trigger-title">Send a client event</h2>
      ${this.app.client_events
        ? nothing
        : html`<p class="small">Client events are off in the settings of this app; the server rejects them with code 4301.</p>`}
      <label>Channel, private or presence <input name="channel" required value="private-hello" spellcheck="false" /></label>
      <label>Event <input name="event" required value="client-greeting" spellcheck="false" /></label>
      <label>Data <textarea name="data" rows="2" spellcheck="false">{"text":"Hello"}</textarea></label>
      <button>Send client event</button>
    </form>`;
  }

  #subscriptions(): TemplateResult {
    return this.channels.length === 0
      ? html``
      : html`<section class="card" aria-labelledby="channels-title">
          <h2 id="channels-title">Channels of this connection</h2>
          <ul class="choices">
            ${this.channels.map(
              (name) => html`<li>
                <code>${name}</code>
                <button type="button" class="quiet" aria-label="Unsubscribe from ${name}" @click=${() => this.#unsubscribe(name)}>
                  Unsubscribe
                </button>
              </li>`,
            )}
          </ul>
        </section>`;
  }

  #frame(frame: ShownFrame): TemplateResult {
    const { summary, details } = describe(frame);
    return html`<li class=${frame.direction}>
      <details>
        <summary>
          <time>${formatTime(frame.at)}</time>
          <strong>${{ sent: 'Sent', received: 'Received', opened: 'Opened', closed: 'Closed' }[frame.direction]}</strong>
          <span>${summary}</span>
        </summary>
        <pre>${details}</pre>
      </details>
    </li>`;
  }

  readonly #connect = async (): Promise<void> => {
    await this.run(async () => {
      const target = await findTarget();
      Pusher.Runtime.getWebSocketAPI = () => recordFrames((frame) => this.#record(frame));
      const pusher = new Pusher(this.app.key, {
        cluster: '',
        wsHost: target.host,
        wsPort: target.port,
        wssPort: target.port,
        wsPath: target.path,
        forceTLS: target.tls,
        enabledTransports: ['ws', 'wss'],
        enableStats: false,
        channelAuthorization: { customHandler: (request, callback) => void this.#authorize(request, callback) },
        userAuthentication: { customHandler: (request, callback) => void this.#authenticate(request, callback) },
      });
      pusher.connection.bind('state_change', ({ current }) => {
        if (this.#pusher !== pusher) {
          return; // the end of an earlier connection
        }
        this.status = current;
        this.socketId = current === 'connected' ? pusher.connection.socket_id : '';
      });
      this.#pusher = pusher;
      this.channels = [];
      this.status = pusher.connection.state;
    });
  };

  readonly #disconnect = (): void => {
    const pusher = this.#pusher;
    this.#pusher = null;
    pusher?.disconnect();
    this.status = 'not connected';
    this.socketId = '';
    this.channels = [];
  };

  readonly #subscribe = (event: SubmitEvent): void => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    void this.run(async () => {
      const channel = field(form, 'channel').trim();
      this.#identity = { id: field(form, 'user_id'), info: field(form, 'user_info') };
      parseInfo(this.#identity.info);
      this.#pusher?.unsubscribe(channel); // a channel whose subscription was rejected can be tried again
      this.#pusher?.subscribe(channel);
      this.channels = [...this.channels.filter((it) => it !== channel), channel];
    });
  };

  readonly #signIn = (event: SubmitEvent): void => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    void this.run(async () => {
      this.#identity = { id: field(form, 'id'), info: field(form, 'info') };
      parseInfo(this.#identity.info);
      this.#pusher?.signin();
    });
  };

  readonly #trigger = (event: SubmitEvent): void => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    void this.run(async () => {
      const name = field(form, 'channel').trim();
      const channel = this.#pusher?.channel(name);
      if (!channel) {
        throw new Error(`Not subscribed to '${name}'. Subscribe to it first.`);
      }
      const text = field(form, 'data');
      let data: unknown = text;
      try {
        data = JSON.parse(text);
      } catch {
        // a plain text is sent as it is
      }
      channel.trigger(field(form, 'event').trim(), data);
    });
  };

  #unsubscribe(name: string): void {
    this.#pusher?.unsubscribe(name);
    this.channels = this.channels.filter((it) => it !== name);
  }

  async #authorize(
    request: { socketId: string; channelName: string },
    callback: (error: Error | null, result: ChannelAuthorization | null) => void,
  ): Promise<void> {
    try {
      const presence = request.channelName.startsWith('presence-');
      const user = presence ? { user_id: this.#identity.id, ...userInfo(this.#identity.info) } : {};
      const body = { socket_id: request.socketId, channel: request.channelName, ...user };
      callback(null, await api.post<ChannelAuthorization>(this.path('/tester'), body));
    } catch (e) {
      this.error = e as Error;
      callback(e as Error, null);
    }
  }

  async #authenticate(
    request: { socketId: string },
    callback: (error: Error | null, result: UserAuthentication | null) => void,
  ): Promise<void> {
    try {
      const info = parseInfo(this.#identity.info);
      const user = { id: this.#identity.id, ...(info === undefined ? {} : { info }) };
      callback(null, await api.post<UserAuthentication>(this.path('/tester'), { socket_id: request.socketId, sign_in: user }));
    } catch (e) {
      this.error = e as Error;
      callback(e as Error, null);
    }
  }

  #record(frame: RecordedFrame): void {
    this.frames = [{ ...frame, id: this.#ids++ }, ...this.frames].slice(0, MAX_FRAMES);
    if (frame.direction === 'closed' && frame.code >= 4000 && frame.code < 4100) {
      this.#disconnect(); // as pusher-js, which does not reconnect after these codes
      this.status = `closed with ${frame.code}`;
    }
  }
}

function userInfo(text: string): { user_info?: unknown } {
  const info = parseInfo(text);
  return info === undefined ? {} : { user_info: info };
}

function parseInfo(text: string): unknown {
  if (text.trim() === '') {
    return undefined;
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('Invalid user info: must be JSON, like {"name":"Ada"}.');
  }
}

/** One line about a frame, and its content as formatted JSON. */
function describe(frame: RecordedFrame): { summary: string; details: string } {
  if (frame.direction === 'opened') {
    return { summary: frame.text, details: frame.text };
  }
  if (frame.direction === 'closed') {
    const summary = `code ${frame.code}${frame.text ? `: ${frame.text}` : ''}`;
    return { summary, details: summary };
  }
  try {
    const message = JSON.parse(frame.text) as Record<string, unknown>;
    const data = message['data'];
    const channel = message['channel'] ?? (typeof data === 'object' && data !== null ? (data as Record<string, unknown>)['channel'] : undefined);
    const summary = [message['event'], channel].filter((it) => typeof it === 'string').join(' · ');
    return { summary, details: formatEntry(message) };
  } catch {
    return { summary: frame.text.slice(0, 100), details: frame.text };
  }
}
