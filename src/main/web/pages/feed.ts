import { type TemplateResult, html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { AppPage } from '../components/element.js';
import { api } from '../lib/api.js';
import { formatEntry, formatNumber, formatTime, humanize } from '../lib/format.js';
import type { FeedEntry } from '../lib/types.js';

const TYPES = [
  'connection_opened',
  'connection_closed',
  'subscribed',
  'subscription_rejected',
  'unsubscribed',
  'channel_occupied',
  'channel_vacated',
  'member_added',
  'member_removed',
  'event_published',
  'signature_rejected',
  'webhook_attempt',
];
const BAD = new Set(['subscription_rejected', 'signature_rejected']);

/** Entries that the page keeps; older ones are dropped. */
const MAX_ENTRIES = 500;

interface Shown extends FeedEntry {
  id: number;
}

/** What happens in an app, live, on all nodes. */
@customElement('app-feed')
export class AppFeed extends AppPage {
  @state() private entries: Shown[] = [];
  @state() private types = new Set(TYPES);
  @state() private filters = { channel: '', socket_id: '', user_id: '' };
  @state() private paused = false;
  @state() private waiting: Shown[] = [];
  @state() private open = false;
  @state() private skipped = 0;
  @state() private feedError: Error | null = null;
  #feed = new AbortController();
  #restart: ReturnType<typeof setTimeout> | undefined;
  #arrived: Shown[] = [];
  #frame = 0;
  #ids = 0;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#watch();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#restart);
    this.#feed.abort();
  }

  /** Opens the feed with the present filters; the server applies them. */
  #watch(): void {
    this.#feed.abort();
    const feed = new AbortController();
    this.#feed = feed;
    this.open = false;
    const query = new URLSearchParams();
    if (this.types.size < TYPES.length) {
      query.set('types', [...this.types].join(','));
    }
    for (const [name, value] of Object.entries(this.filters)) {
      if (value.trim()) {
        query.set(name, value.trim());
      }
    }
    if (this.types.size === 0) {
      return;
    }
    void api.feed(
      this.path(`/feed${query.size > 0 ? `?${query}` : ''}`),
      feed.signal,
      (entry) => this.#add(entry),
      (open, error) => {
        if (!feed.signal.aborted) {
          this.open = open;
          this.feedError = error ?? null;
        }
      },
    );
  }

  /** Renders once for all entries that arrive between two frames of the screen. */
  #add(entry: FeedEntry): void {
    this.#arrived.unshift({ ...entry, id: this.#ids++ });
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      const arrived = this.#arrived;
      this.#arrived = [];
      this.skipped += arrived.reduce((sum, it) => sum + (it.type === 'skipped' ? (it.count ?? 0) : 0), 0);
      if (this.paused) {
        this.waiting = [...arrived, ...this.waiting].slice(0, MAX_ENTRIES);
      } else {
        this.entries = [...arrived, ...this.entries].slice(0, MAX_ENTRIES);
      }
    });
  }

  override render(): TemplateResult {
    return html`<h1>Live feed</h1>
      ${this.messages()}
      <fieldset class="filters">
        <legend>Filter</legend>
        <div class="choices" role="group" aria-label="Types">
          ${TYPES.map(
            (type) => html`<label class="check"
              ><input type="checkbox" .checked=${this.types.has(type)} @change=${() => this.#toggle(type)} />${humanize(type)}</label
            >`,
          )}
          <button type="button" class="quiet" @click=${this.#allOrNone}>
            ${this.types.size === TYPES.length ? 'Clear all' : 'Select all'}
          </button>
        </div>
        <div class="grid">
          ${this.#filter('channel', 'Channel')} ${this.#filter('socket_id', 'Socket id')} ${this.#filter('user_id', 'User id')}
        </div>
      </fieldset>
      <div class="buttons">
        <span class="badge ${this.open ? 'good' : 'bad'}" role="status">${this.open ? 'live' : 'not connected'}</span>
        <button type="button" aria-pressed=${this.paused ? 'true' : 'false'} @click=${this.#pause}>
          ${this.paused ? `Resume (${formatNumber(this.waiting.length)} new)` : 'Pause'}
        </button>
        <button type="button" class="quiet" @click=${() => (this.entries = [])}>Clear</button>
        ${this.skipped > 0 ? html`<span class="small">${formatNumber(this.skipped)} events were left out to limit the load.</span>` : nothing}
      </div>
      ${this.feedError && !this.open ? html`<p class="error" role="alert">${this.feedError.message}</p>` : nothing}
      ${this.types.size === 0
        ? html`<p class="empty">No type is selected. Select at least one.</p>`
        : this.entries.length === 0
          ? html`<p class="empty">
              Nothing has happened since the feed was opened. Connect a client, publish an event in the
              <a href="#/apps/${encodeURIComponent(this.app.key)}/events">event creator</a>, or use the
              <a href="#/apps/${encodeURIComponent(this.app.key)}/tester">connection tester</a>.
            </p>`
          : html`<ol class="feed" reversed aria-label="Events of the feed, newest first">
              ${repeat(this.entries, (entry) => entry.id, (entry) => this.#entry(entry))}
            </ol>`}`;
  }

  #entry(entry: Shown): TemplateResult {
    const { id: _, ...shown } = entry;
    return html`<li class="${isBad(entry) ? 'bad' : ''}">
      <details>
        <summary>
          <time datetime=${entry.time ?? nothing}>${entry.time ? formatTime(entry.time) : ''}</time>
          <strong>${humanize(entry.type)}</strong> <span>${summary(entry)}</span>
        </summary>
        ${entry.expected_string
          ? html`<p>The text that should have been signed:</p>
              <pre class="expected">${entry.expected_string}</pre>`
          : nothing}
        <pre>${formatEntry(shown)}</pre>
      </details>
    </li>`;
  }

  #filter(name: keyof typeof this.filters, label: string): TemplateResult {
    return html`<label
      >${label}
      <input
        .value=${this.filters[name]}
        spellcheck="false"
        @input=${(event: Event) => {
          this.filters = { ...this.filters, [name]: (event.target as HTMLInputElement).value };
          this.#watchSoon();
        }}
    /></label>`;
  }

  #watchSoon(): void {
    clearTimeout(this.#restart);
    this.#restart = setTimeout(() => this.#watch(), 400);
  }

  #toggle(type: string): void {
    const types = new Set(this.types);
    if (!types.delete(type)) {
      types.add(type);
    }
    this.types = types;
    this.#watchSoon();
  }

  readonly #allOrNone = (): void => {
    this.types = this.types.size === TYPES.length ? new Set() : new Set(TYPES);
    this.#watchSoon();
  };

  readonly #pause = (): void => {
    this.paused = !this.paused;
    if (!this.paused) {
      this.entries = [...this.waiting, ...this.entries].slice(0, MAX_ENTRIES);
      this.waiting = [];
    }
  };
}

function isBad(entry: FeedEntry): boolean {
  return (
    BAD.has(entry.type) ||
    (entry.type === 'webhook_attempt' && !(entry.status !== undefined && entry.status >= 200 && entry.status < 300)) ||
    (entry.type === 'connection_closed' && entry.code !== undefined && entry.code >= 4000)
  );
}

/** The most important fields, in one line of text. */
function summary(entry: FeedEntry): string {
  const parts: (string | false | undefined)[] = [
    entry.type === 'skipped' && `${entry.count} events left out`,
    entry.channel,
    entry.event && `event ${entry.event}`,
    entry.user_id && `user ${entry.user_id}`,
    entry.code !== undefined && `code ${entry.code}`,
    entry.status !== undefined && `status ${entry.status}`,
    entry.duration_ms !== undefined && `${entry.duration_ms} ms`,
    entry.reason,
    entry.source && `from ${entry.source}`,
    entry.socket_id && `socket ${entry.socket_id}`,
  ];
  return parts.filter((it) => it).join(' · ');
}
