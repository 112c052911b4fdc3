import { type PropertyValues, type TemplateResult, html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { confirmAction } from '../components/confirm.js';
import { AppPage } from '../components/element.js';
import { ApiError, api } from '../lib/api.js';
import { humanize } from '../lib/format.js';
import type { App } from '../lib/types.js';

const SWITCHES: Record<string, string> = {
  client_events: 'Clients may publish client events on private and presence channels',
  subscription_counts: 'Subscribers receive the number of subscriptions of their channel',
  authorized_connections: 'Connections that neither join a private or presence channel nor sign in are closed after a while',
};

const HISTORY_SWITCHES = {
  enabled: 'Keep events, so that clients that reconnect can receive what they missed',
  client_events: 'Keep events of clients too',
} as const;

const HISTORY_LIMITS = {
  max_events: 'Events of a channel, 1 to 10000',
  ttl_seconds: 'Seconds for which an event is kept, 1 to 86400',
  max_bytes: 'Bytes of the events of a channel, 1024 to 16777216',
} as const;

const TERMINATE_CODES: Record<string, string> = {
  4200: '4200: they reconnect',
  4009: '4009: they stay away',
};

const QUOTAS: Record<string, string> = {
  max_connections: 'Open connections',
  events_per_second: 'Events per second over HTTP; each event of a batch counts',
  events_per_month: 'Events per calendar month (UTC); a publish counts once for each channel or user',
  client_events_per_second: 'Client events per second of one connection',
  max_event_bytes: "Bytes of an event's data in UTF-8",
  max_presence_members: 'Distinct users on a presence channel',
  cache_ttl_seconds: 'Seconds that a cache channel keeps its last event',
  max_batch_events: 'Events in one batch request',
  max_channels_per_event: 'Channels of one publish request',
  max_channel_name_length: 'Characters of a channel name; at most 164',
  max_subscriptions_per_connection: 'Subscriptions of one connection',
  max_channels: 'Channels that are occupied at the same time',
  idempotency_key_seconds: 'Seconds that the key of an idempotent publish is kept; at most 86400',
};

/** The settings of an app. Everything that the API returns is shown, and what the form does not know is sent back unchanged. */
@customElement('app-settings')
export class AppSettings extends AppPage {
  @state() private edited: App | null = null;

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('app') && (this.edited === null || this.edited.key !== this.app.key)) {
      this.edited = structuredClone(this.app);
    }
  }

  override render(): TemplateResult {
    const app = this.edited!;
    const switches = Object.entries(app).filter((it): it is [string, boolean] => typeof it[1] === 'boolean' && it[0] !== 'enabled');
    return html`<h1>Settings</h1>
      ${this.messages()}
      <form @submit=${this.#save} novalidate>
        <fieldset>
          <legend>App</legend>
          <label>Key <input readonly .value=${app.key} /></label>
          ${this.#input('name', 'Name', html`<input
              id="field-name"
              .value=${app.name}
              aria-describedby="problem-name"
              aria-invalid=${this.#problem('name') ? 'true' : nothing}
              @input=${(e: Event) => (app.name = value(e))}
            />`)}
          ${switches.map(
            ([name, on]) => html`<label class="check">
                <input
                  type="checkbox"
                  .checked=${on}
                  aria-describedby="problem-${name}"
                  @change=${(e: Event) => (app[name] = (e.target as HTMLInputElement).checked)}
                />
                ${SWITCHES[name] ?? humanize(name)} <code class="small">${name}</code></label
              >${this.#problemText(name)}`,
          )}
          ${this.#input('allowed_origins', 'Allowed origins', html`<textarea
              id="field-allowed_origins"
              rows="3"
              spellcheck="false"
              placeholder="https://app.example.com"
              aria-describedby="help-origins problem-allowed_origins"
              aria-invalid=${this.#problem('allowed_origins') ? 'true' : nothing}
              .value=${app.allowed_origins.join('\n')}
              @input=${(e: Event) => (app.allowed_origins = value(e).split('\n').map((it) => it.trim()).filter((it) => it !== ''))}
            ></textarea>`)}
          <p id="help-origins" class="small">
            Origins that browsers may connect from, one a line, like <code>https://app.example.com</code> or
            <code>*.example.com</code>. If empty, browsers of all origins may connect.
          </p>
          ${this.#input('terminate_code', "Close code when a user's connections are terminated", html`<select
              id="field-terminate_code"
              aria-describedby="problem-terminate_code"
              @change=${(e: Event) => (app.terminate_code = Number(value(e)))}
            >
              ${Object.entries(TERMINATE_CODES).map(
                ([code, text]) => html`<option value=${code} ?selected=${String(app.terminate_code) === code}>${text}</option>`,
              )}
            </select>`)}
        </fieldset>
        <fieldset>
          <legend>History</legend>
          ${Object.entries(HISTORY_SWITCHES).map(([name, text]) => this.#historySwitch(app, name as keyof typeof HISTORY_SWITCHES, text))}
          <p class="small">The limits are per channel. The first that is reached removes the oldest events.</p>
          <div class="grid">
            ${Object.entries(HISTORY_LIMITS).map(([name, text]) => this.#historyLimit(app, name as keyof typeof HISTORY_LIMITS, text))}
          </div>
        </fieldset>
        <fieldset>
          <legend>Quotas</legend>
          <p class="small">An empty field means unlimited.</p>
          <div class="grid">
            ${Object.entries(app.quotas).map(([name, limit]) => this.#quota(app, name, limit))}
          </div>
        </fieldset>
        <div class="buttons"><button ?disabled=${this.busy}>Save settings</button></div>
      </form>
      <section class="card" aria-labelledby="danger-title">
        <h2 id="danger-title">Disable or delete</h2>
        <p>
          ${this.app.enabled
            ? 'A disabled app accepts no connections and no requests. Its open connections are closed with code 4003.'
            : 'This app is disabled: it accepts no connections and no requests.'}
        </p>
        <div class="buttons">
          <button type="button" class=${this.app.enabled ? 'danger' : ''} ?disabled=${this.busy} @click=${this.#toggle}>
            ${this.app.enabled ? 'Disable app' : 'Enable app'}
          </button>
          <button type="button" class="danger" ?disabled=${this.busy} @click=${this.#delete}>Delete app</button>
        </div>
      </section>`;
  }

  #quota(app: App, name: string, limit: number | null): TemplateResult {
    return this.#limit(`quotas.${name}`, name, limit, 'unlimited', QUOTAS[name] ?? '', (it) => (app.quotas[name] = it));
  }

  #historyLimit(app: App, name: keyof typeof HISTORY_LIMITS, help: string): TemplateResult {
    return this.#limit(`history.${name}`, name, app.history[name], '', help, (it) => (app.history[name] = it));
  }

  #historySwitch(app: App, name: keyof typeof HISTORY_SWITCHES, text: string): TemplateResult {
    const field = `history.${name}`;
    return html`<label class="check">
        <input
          type="checkbox"
          .checked=${app.history[name]}
          aria-describedby="problem-${field}"
          @change=${(e: Event) => (app.history[name] = (e.target as HTMLInputElement).checked)}
        />
        ${text} <code class="small">${field}</code></label
      >${this.#problemText(field)}`;
  }

  #limit(field: string, name: string, limit: number | null, placeholder: string, help: string, set: (limit: number | null) => void): TemplateResult {
    return html`<div>
      <label for="field-${field}">${humanize(name)}</label>
      <input
        id="field-${field}"
        inputmode="numeric"
        placeholder=${placeholder}
        aria-describedby="help-${field} problem-${field}"
        aria-invalid=${this.#problem(field) ? 'true' : nothing}
        .value=${limit === null ? '' : String(limit)}
        @input=${(e: Event) => set(numberOrNull(value(e)))}
      />
      ${this.#problemText(field)}
      <p id="help-${field}" class="small">${help}</p>
    </div>`;
  }

  #input(name: string, label: string, input: TemplateResult): TemplateResult {
    return html`<div><label for="field-${name}">${label}</label>${input}${this.#problemText(name)}</div>`;
  }

  /** What the API says about a field, or about an entry of it. */
  #problem(field: string): string | undefined {
    if (!(this.error instanceof ApiError)) {
      return undefined;
    }
    const found = Object.entries(this.error.fields).filter(([name]) => name === field || name.startsWith(`${field}[`) || name.startsWith(`${field}.`));
    return found.length === 0 ? undefined : found.map(([name, problem]) => (name === field ? problem : `${name} ${problem}`)).join('; ');
  }

  #problemText(field: string): TemplateResult {
    return html`<p class="problem" id="problem-${field}">${this.#problem(field) ?? ''}</p>`;
  }

  readonly #save = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const saved = await this.run(async () => {
      await this.#put(this.edited!);
      return 'The settings were saved.';
    });
    if (!saved) {
      await this.updateComplete;
      this.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
    }
  };

  readonly #toggle = async (): Promise<void> => {
    const { enabled, name, key } = this.app;
    if (enabled && !(await confirmAction(`Disable ${name}?`, `All connections of app ${key} are closed with code 4003, and its requests are rejected.`, 'Disable app'))) {
      return;
    }
    await this.run(async () => {
      await this.#put({ ...this.app, enabled: !enabled });
      return enabled ? 'The app was disabled.' : 'The app was enabled.';
    });
  };

  readonly #delete = async (): Promise<void> => {
    const { key, name } = this.app;
    if (await confirmAction(`Delete ${name}?`, 'The app, its secrets, usage and queued webhooks are deleted. This cannot be undone.', 'Delete app', key)) {
      await this.run(async () => {
        await api.delete(this.path());
        location.hash = '#/';
      });
    }
  };

  async #put(app: App): Promise<void> {
    const { secret: _, ...settings } = app;
    const saved = await api.put<App>(this.path(), settings);
    this.edited = structuredClone(saved);
    this.changed(saved);
  }
}

function value(event: Event): string {
  return (event.target as HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement).value;
}

/** The number that a text is, null for no text. Any other text goes to the API as it is, which says what is wrong with it. */
function numberOrNull(text: string): number | null {
  const trimmed = text.trim();
  if (trimmed === '') {
    return null;
  }
  return /^-?\d+(\.\d+)?$/.test(trimmed) ? Number(trimmed) : (trimmed as unknown as number);
}
