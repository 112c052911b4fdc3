import { type TemplateResult, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { api } from '../lib/api.js';
import { formatDateTime, formatJson } from '../lib/format.js';
import type { HistoryPage, StoredEvent } from '../lib/types.js';
import { AppPage } from './element.js';

const INTERVAL_MS = 3_000;
const PAGE_SIZE = 20;
const SHORT_DATA = 200;

/** The last events of a channel, newest first. */
@customElement('channel-history')
export class ChannelHistory extends AppPage {
  @property() channel = '';
  @state() private events: StoredEvent[] | null = null;
  @state() private position = '';
  @state() private cursor: string | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.app.history.enabled) {
      this.poll(INTERVAL_MS, () => this.#loadNewest());
    }
  }

  /** Adds the events that are newer than those on the page, and removes those that the server has removed. */
  async #loadNewest(): Promise<void> {
    const page = await this.#read(null);
    const shown = this.events ?? [];
    const known = page.items.findIndex((it) => it.id === shown[0]?.id);
    const events = known < 0 ? page.items : [...page.items.slice(0, known), ...shown];
    const oldest = events.findIndex((it) => it.id === page.oldest);
    this.events = oldest < 0 ? events : events.slice(0, oldest + 1);
    this.position = page.position;
    if (known < 0 || oldest >= 0) {
      this.cursor = oldest >= 0 ? null : page.next_cursor;
    }
  }

  async #loadOlder(): Promise<void> {
    const { cursor } = this;
    const page = await this.#read(cursor);
    if (cursor === this.cursor) {
      this.events = [...(this.events ?? []), ...page.items];
      this.cursor = page.next_cursor;
    }
  }

  #read(cursor: string | null): Promise<HistoryPage> {
    const query = new URLSearchParams({ direction: 'backward', limit: String(PAGE_SIZE) });
    if (cursor !== null) {
      query.set('cursor', cursor);
    }
    return api.get<HistoryPage>(this.path(`/channels/${encodeURIComponent(this.channel)}/history?${query}`), this.signal);
  }

  override render(): TemplateResult {
    return html`<h3>Recent events</h3>
      ${this.messages()}
      ${this.app.history.enabled
        ? this.#history()
        : html`<p class="empty">
            The app keeps no events. Enable its history in the
            <a href="#/apps/${encodeURIComponent(this.app.key)}/settings">settings</a>.
          </p>`}`;
  }

  #history(): TemplateResult {
    if (this.events === null) {
      return html`<p class="muted">Loading…</p>`;
    }
    return html`<p class="small">Current position: <code>${this.position}</code></p>
      ${this.events.length === 0 ? html`<p class="empty">No events of this channel are stored.</p>` : this.#table(this.events)}
      ${this.cursor === null
        ? nothing
        : html`<div class="buttons">
            <button type="button" ?disabled=${this.busy} @click=${() => void this.run(() => this.#loadOlder())}>Older events</button>
          </div>`}`;
  }

  #table(events: StoredEvent[]): TemplateResult {
    return html`<div class="scroll" tabindex="0" role="region" aria-label="Table of recent events">
      <table>
        <thead>
          <tr>
            <th scope="col">Time</th>
            <th scope="col">Event</th>
            <th scope="col">Data</th>
            <th scope="col">User id</th>
            <th scope="col">Id</th>
          </tr>
        </thead>
        <tbody>
          ${events.map(
            (it) => html`<tr>
              <th scope="row">${formatDateTime(it.time_ms)}</th>
              <td>${it.event}</td>
              <td>${data(it.data)}</td>
              <td>${it.user_id ?? ''}</td>
              <td><code>${it.id}</code></td>
            </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  }
}

/** Long data can be opened. */
function data(text: string): TemplateResult {
  return text.length <= SHORT_DATA
    ? html`<code>${text}</code>`
    : html`<details>
        <summary><code>${text.slice(0, SHORT_DATA)}…</code></summary>
        <pre>${formatJson(text)}</pre>
      </details>`;
}
