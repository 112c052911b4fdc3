import { type PropertyValues, type TemplateResult, html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { confirmAction } from '../components/confirm.js';
import { AppPage, field } from '../components/element.js';
import { api } from '../lib/api.js';
import { formatBytes, formatDateTime, formatJson, formatNumber, formatTime, humanize } from '../lib/format.js';
import type { App, DeadLetter, Webhook, WebhookAttempt, WebhookStatus, WebhookTest } from '../lib/types.js';

const EVENTS = ['channel_occupied', 'channel_vacated', 'member_added', 'member_removed', 'cache_miss', 'client_event', 'subscription_count'];

/** The webhook of an app: its settings, a test, its queue, attempts and dead letters. */
@customElement('app-webhooks')
export class AppWebhooks extends AppPage {
  @state() private status: WebhookStatus | null = null;
  @state() private attempts: WebhookAttempt[] | null = null;
  @state() private letters: DeadLetter[] | null = null;
  @state() private test: WebhookTest | null = null;
  @state() private events: string[] = EVENTS;
  #polling = false;

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('app')) {
      this.events = [...new Set([...EVENTS, ...(this.app.webhook?.events ?? [])])];
      if (this.app.webhook && !this.#polling) {
        this.#polling = true;
        this.poll(3_000, () => this.#load());
      }
    }
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#polling = false;
  }

  async #load(): Promise<void> {
    const [status, attempts, letters] = await Promise.all([
      api.get<WebhookStatus>(this.path('/webhook/status'), this.signal),
      api.get<{ attempts: WebhookAttempt[] }>(this.path('/webhook/attempts'), this.signal),
      api.get<{ dead_letters: DeadLetter[] }>(this.path('/webhook/dead-letters?limit=50'), this.signal),
    ]);
    this.status = status;
    this.attempts = attempts.attempts;
    this.letters = letters.dead_letters;
  }

  override render(): TemplateResult {
    const { webhook } = this.app;
    return html`<h1>Webhooks</h1>
      ${this.messages()}
      ${webhook ? nothing : html`<p class="empty">This app has no webhook. Enter the URL of an endpoint of your backend to receive events.</p>`}
      ${this.#form(webhook)}
      ${webhook
        ? html`<div class="buttons">
              <button type="button" ?disabled=${this.busy} @click=${this.#sendTest}>Send test event</button>
              <button type="button" class="danger" ?disabled=${this.busy} @click=${this.#remove}>Remove webhook</button>
            </div>
            ${this.test ? this.#testResult(this.test) : nothing} ${this.#queue()} ${this.#deadLetters()} ${this.#attempts()}`
        : nothing}`;
  }

  #form(webhook: Webhook | null): TemplateResult {
    const headers = Object.keys(webhook?.headers ?? {});
    return html`<form class="card" @submit=${this.#save} aria-labelledby="endpoint-title">
      <h2 id="endpoint-title">Endpoint</h2>
      <label>URL <input name="url" required .value=${webhook?.url ?? ''} placeholder="https://example.com/webhooks" spellcheck="false" /></label>
      <label class="check"><input type="checkbox" name="enabled" .checked=${webhook?.enabled ?? true} /> Enabled</label>
      <label class="check"><input type="checkbox" name="batch" .checked=${webhook?.batch ?? false} /> Several events in one request</label>
      <fieldset class="choices">
        <legend>Events</legend>
        ${this.events.map(
          (it) => html`<label class="check"
            ><input type="checkbox" name="events" value=${it} .checked=${webhook === null || webhook.events.includes(it)} />${humanize(it)}</label
          >`,
        )}
      </fieldset>
      <label
        >Headers, one a line
        <textarea
          name="headers"
          rows="2"
          spellcheck="false"
          placeholder="Authorization: Bearer …"
          .value=${headers.map((name) => `${name}:`).join('\n')}
        ></textarea>
      </label>
      <p class="small">The values of headers are never shown. A header without a value keeps the one that it has.</p>
      <button ?disabled=${this.busy}>Save webhook</button>
    </form>`;
  }

  #testResult(test: WebhookTest): TemplateResult {
    return html`<section class="card" aria-labelledby="test-title">
      <h2 id="test-title">Test event</h2>
      <p>
        <span class="badge ${test.delivered ? 'good' : 'bad'}">${test.delivered ? 'delivered' : 'failed'}</span>
        ${test.status === null ? nothing : html`status ${test.status},`} ${test.duration_ms} ms${test.error ? html`: ${test.error}` : nothing}
      </p>
      ${test.reply ? html`<pre tabindex="0" aria-label="Response of the endpoint">${test.reply}</pre>` : nothing}
    </section>`;
  }

  #queue(): TemplateResult {
    const { status } = this;
    return status === null
      ? html`<p class="muted">Loading…</p>`
      : html`<section class="tiles" aria-label="Queue">
          ${tile('Waiting events', formatNumber(status.waiting_events))} ${tile('Waiting bytes', formatBytes(status.waiting_bytes))}
          ${tile('Held back', formatNumber(status.held_back_events))}
          ${tile(
            'Dropped',
            formatNumber(status.dropped_events),
            status.last_dropped_at_ms === null ? '' : `last ${formatDateTime(status.last_dropped_at_ms)}`,
          )}
          ${tile('Dead letters', formatNumber(status.dead_letters))}
        </section>`;
  }

  #attempts(): TemplateResult {
    return html`<section aria-labelledby="attempts-title">
      <h2 id="attempts-title">Recent attempts</h2>
      ${this.attempts === null || this.attempts.length === 0
        ? html`<p class="empty">There were no attempts lately. Send a test event, or subscribe a client to a channel.</p>`
        : html`<ol class="feed" aria-label="Attempts, newest first">
            ${repeat(
              this.attempts,
              (it) => `${it.delivery} ${it.attempt} ${it.time}`,
              (it) => html`<li class=${succeeded(it) ? '' : 'bad'}>
                <details>
                  <summary>
                    <time datetime=${it.time}>${formatTime(it.time)}</time>
                    <strong>${it.status ?? 'no response'}</strong>
                    <span>attempt ${it.attempt}, ${formatNumber(it.duration_ms)} ms${it.error ? `, ${it.error}` : ''}</span>
                  </summary>
                  <h3>Request</h3>
                  <pre>${requestHead(it)}</pre>
                  <pre>${formatJson(it.request_body)}</pre>
                  ${it.request_truncated ? html`<p class="small">Only the beginning of the body was kept.</p>` : nothing}
                  <h3>Response</h3>
                  <pre>${it.status === null ? (it.error ?? 'no response') : `Status ${it.status}\n${it.response_body ?? ''}`}</pre>
                  <p class="small">Delivery ${it.delivery}, by node ${it.node}.</p>
                </details>
              </li>`,
            )}
          </ol>`}
    </section>`;
  }

  #deadLetters(): TemplateResult {
    return html`<section aria-labelledby="letters-title">
      <h2 id="letters-title">Dead letters</h2>
      ${this.letters === null || this.letters.length === 0
        ? html`<p class="empty">There are no dead letters. Deliveries that failed permanently are kept here for 7 days.</p>`
        : html`<button type="button" ?disabled=${this.busy} @click=${() => this.#replay()}>Replay all</button>
            <ol class="feed" aria-label="Dead letters, newest first">
              ${repeat(
                this.letters,
                (it) => it.delivery,
                (it) => html`<li class="bad">
                  <details>
                    <summary>
                      <time>${formatDateTime(it.given_up_at_ms)}</time> <strong>${it.delivery}</strong>
                      <span>${it.attempts} attempts, ${it.error}</span>
                    </summary>
                    <pre>${formatJson(it.body)}</pre>
                  </details>
                  <button
                    type="button"
                    ?disabled=${this.busy}
                    aria-label="Replay ${it.delivery}"
                    @click=${() => this.#replay(it.delivery)}
                  >
                    Replay
                  </button>
                </li>`,
              )}
            </ol>`}
    </section>`;
  }

  readonly #save = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const data = new FormData(form);
    await this.run(async () => {
      await this.#put({
        url: field(form, 'url').trim(),
        enabled: data.has('enabled'),
        batch: data.has('batch'),
        events: data.getAll('events').map(String),
        headers: parseHeaders(field(form, 'headers')),
      });
      return 'The webhook was saved.';
    });
  };

  readonly #remove = async (): Promise<void> => {
    if (await confirmAction('Remove the webhook?', 'Events that wait for delivery are not sent.', 'Remove webhook')) {
      await this.run(async () => {
        await this.#put(null);
        return 'The webhook was removed.';
      });
    }
  };

  readonly #sendTest = async (): Promise<void> => {
    await this.run(async () => {
      this.test = await api.post<WebhookTest>(this.path('/webhook/test'));
      await this.#load();
    });
  };

  async #replay(delivery?: string): Promise<void> {
    await this.run(async () => {
      const one = delivery === undefined ? '' : `/${encodeURIComponent(delivery)}`;
      const { replayed } = await api.post<{ replayed: number }>(this.path(`/webhook/dead-letters${one}/replay`));
      await this.#load();
      return replayed === 1 ? '1 delivery is being replayed.' : `${replayed} deliveries are being replayed.`;
    });
  }

  async #put(webhook: Webhook | null): Promise<void> {
    const { secret: _, ...settings } = this.app;
    this.changed(await api.put<App>(this.path(), { ...settings, webhook }));
  }
}

/** Lines like `Name: value`; a name without a value stands for null, which keeps the present value. */
function parseHeaders(text: string): Record<string, string | null> {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return Object.fromEntries(
    lines.map((line) => {
      const colon = line.indexOf(':');
      const value = colon < 0 ? '' : line.slice(colon + 1).trim();
      return [(colon < 0 ? line : line.slice(0, colon)).trim(), value === '' ? null : value];
    }),
  );
}

function requestHead(attempt: WebhookAttempt): string {
  const headers = Object.entries(attempt.request_headers).map(([name, value]) => `${name}: ${value ?? '(hidden)'}`);
  return [`POST ${attempt.url}`, ...headers].join('\n');
}

function succeeded(attempt: WebhookAttempt): boolean {
  return attempt.status !== null && attempt.status >= 200 && attempt.status < 300;
}

function tile(label: string, value: string, more = ''): TemplateResult {
  return html`<div class="tile"><span class="label">${label}</span><strong>${value}</strong>${more ? html`<p class="small">${more}</p>` : nothing}</div>`;
}
