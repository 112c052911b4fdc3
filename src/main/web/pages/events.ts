import { type TemplateResult, html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { AppPage } from '../components/element.js';
import { api } from '../lib/api.js';
import { formatJson } from '../lib/format.js';
import { signedCurl } from '../lib/snippets.js';
import { type Target, findTarget } from '../lib/target.js';

interface Draft {
  to: 'channels' | 'user';
  recipients: string;
  name: string;
  data: string;
  socketId: string;
}

const TEMPLATES: { name: string; draft: Partial<Draft> }[] = [
  { name: 'Greeting', draft: { to: 'channels', recipients: 'hello', name: 'greeting', data: '{\n  "text": "Hello, world"\n}' } },
  {
    name: 'Chat message',
    draft: { to: 'channels', recipients: 'presence-room', name: 'message', data: '{\n  "from": "ada",\n  "text": "Good morning"\n}' },
  },
  {
    name: 'Order update',
    draft: { to: 'channels', recipients: 'private-orders', name: 'order.updated', data: '{\n  "id": 1001,\n  "state": "shipped"\n}' },
  },
  { name: 'Several channels', draft: { to: 'channels', recipients: 'room-1, room-2', name: 'notice', data: '{\n  "text": "Maintenance at 22:00"\n}' } },
  { name: 'To a user', draft: { to: 'user', recipients: 'ada', name: 'notification', data: '{\n  "unread": 3\n}' } },
];

/** Publishes events. */
@customElement('app-events')
export class AppEvents extends AppPage {
  @state() private draft: Draft = { to: 'channels', recipients: '', name: '', data: '{}', socketId: '', ...TEMPLATES[0]!.draft };
  @state() private answer: unknown = undefined;
  @state() private target: Target | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    void findTarget().then((target) => (this.target = target));
  }

  override render(): TemplateResult {
    const { draft } = this;
    return html`<h1>Event creator</h1>
      <div class="choices" role="group" aria-label="Templates">
        ${TEMPLATES.map(
          (template) => html`<button type="button" class="quiet" @click=${() => this.#edit(template.draft)}>${template.name}</button>`,
        )}
      </div>
      <form @submit=${this.#publish}>
        <fieldset class="choices">
          <legend>Publish to</legend>
          <label class="check"
            ><input type="radio" name="to" .checked=${draft.to === 'channels'} @change=${() => this.#edit({ to: 'channels' })} />Channels</label
          >
          <label class="check"
            ><input type="radio" name="to" .checked=${draft.to === 'user'} @change=${() => this.#edit({ to: 'user' })} />A signed-in user</label
          >
        </fieldset>
        <label
          >${draft.to === 'channels' ? 'Channels, separated by commas' : 'User id'}
          <input
            name="recipients"
            .value=${draft.recipients}
            spellcheck="false"
            @input=${(e: Event) => this.#edit({ recipients: (e.target as HTMLInputElement).value })}
        /></label>
        <label
          >Event name
          <input name="name" .value=${draft.name} spellcheck="false" @input=${(e: Event) => this.#edit({ name: (e.target as HTMLInputElement).value })}
        /></label>
        <label
          >Data
          <textarea
            name="data"
            rows="6"
            spellcheck="false"
            .value=${draft.data}
            @input=${(e: Event) => this.#edit({ data: (e.target as HTMLTextAreaElement).value })}
          ></textarea>
        </label>
        <p class="small">${isJson(draft.data) ? 'Valid JSON.' : 'Not JSON; it is sent as a plain text.'}</p>
        <label
          >Socket id of a connection that does not receive it (optional)
          <input
            name="socket_id"
            .value=${draft.socketId}
            spellcheck="false"
            placeholder="1234.5678"
            @input=${(e: Event) => this.#edit({ socketId: (e.target as HTMLInputElement).value })}
        /></label>
        <div class="buttons"><button ?disabled=${this.busy}>Publish</button></div>
      </form>
      ${this.messages()}
      ${this.answer === undefined
        ? nothing
        : html`<h2>Response</h2>
            <pre tabindex="0" aria-label="Response" class="response">${formatJson(this.answer)}</pre>`}
      ${this.target
        ? html`<h2>The same with curl</h2>
            <p class="small">It signs the request as a backend does. Replace <code>APP_SECRET</code> by a secret of the app.</p>
            <copy-text label="curl command" .text=${this.#curl(this.target)}></copy-text>`
        : nothing}`;
  }

  #edit(change: Partial<Draft>): void {
    this.draft = { ...this.draft, ...change };
  }

  #channels(): string[] {
    return this.draft.recipients
      .split(',')
      .map((it) => it.trim())
      .filter((it) => it !== '');
  }

  /** The event as the HTTP API takes it, apart from its recipients. */
  #event(): Record<string, unknown> {
    const { name, data, socketId } = this.draft;
    return { name, data: isJson(data) ? JSON.stringify(JSON.parse(data)) : data, ...(socketId.trim() ? { socket_id: socketId.trim() } : {}) };
  }

  #curl(target: Target): string {
    return this.draft.to === 'user'
      ? signedCurl(this.app.key, target, `users/${encodeURIComponent(this.draft.recipients.trim())}/events`, JSON.stringify(this.#event()))
      : signedCurl(this.app.key, target, 'events', JSON.stringify({ ...this.#event(), channels: this.#channels() }));
  }

  readonly #publish = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    this.answer = undefined;
    await this.run(async () => {
      const recipients = this.draft.to === 'user' ? { user_id: this.draft.recipients.trim() } : { channels: this.#channels() };
      this.answer = await api.post(this.path('/events'), { ...this.#event(), ...recipients });
      return 'The event was published.';
    });
  };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
