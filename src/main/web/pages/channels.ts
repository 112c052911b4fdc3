import { type TemplateResult, html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { keyed } from 'lit/directives/keyed.js';
import { AppPage } from '../components/element.js';
import '../components/history.js';
import { api } from '../lib/api.js';
import { formatDuration, formatJson, formatNumber } from '../lib/format.js';
import type { ChannelDetails, ChannelPage, ChannelSummary } from '../lib/types.js';

const INTERVAL_MS = 3_000;
const PAGE_SIZE = 50;

/** The occupied channels of an app, and one of them in detail. */
@customElement('app-channels')
export class AppChannels extends AppPage {
  @state() private channels: ChannelSummary[] | null = null;
  @state() private next: string | null = null;
  @state() private cursors: (string | null)[] = [null];
  @state() private search = '';
  @state() private chosen: string | null = null;
  @state() private details: ChannelDetails | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    this.poll(INTERVAL_MS, () => this.#load());
  }

  async #load(): Promise<void> {
    const query = new URLSearchParams({ limit: String(PAGE_SIZE) });
    if (this.search) {
      query.set('prefix', this.search);
    }
    const cursor = this.cursors.at(-1);
    if (cursor) {
      query.set('cursor', cursor);
    }
    const { search, chosen } = this;
    const [page, details] = await Promise.all([
      api.get<ChannelPage>(this.path(`/channels?${query}`), this.signal),
      chosen === null ? null : api.get<ChannelDetails>(this.path(`/channels/${encodeURIComponent(chosen)}`), this.signal),
    ]);
    if (search === this.search && cursor === this.cursors.at(-1)) {
      this.channels = page.channels;
      this.next = page.next_cursor;
    }
    if (chosen === this.chosen) {
      this.details = details;
    }
  }

  override render(): TemplateResult {
    return html`<h1>Channels</h1>
      ${this.messages()}
      <label class="inline"
        >Prefix <input type="search" .value=${this.search} @input=${this.#changeSearch} placeholder="presence-" spellcheck="false"
      /></label>
      ${this.channels === null ? html`<p class="muted">Loading…</p>` : this.#list(this.channels)}
      ${this.chosen !== null && this.details ? this.#details(this.details) : nothing}`;
  }

  #list(channels: ChannelSummary[]): TemplateResult {
    if (channels.length === 0) {
      return html`<p class="empty">
        ${this.search
          ? 'No occupied channel starts with this prefix.'
          : html`No channel is occupied. A channel appears here while a client is subscribed to it; try it in the
              <a href="#/apps/${encodeURIComponent(this.app.key)}/tester">connection tester</a>.`}
      </p>`;
    }
    return html`<div class="scroll" tabindex="0" role="region" aria-label="Table of channels">
        <table>
          <thead>
            <tr>
              <th scope="col">Channel</th>
              <th scope="col">Type</th>
              <th scope="col">Subscriptions</th>
              <th scope="col">Users</th>
              <th scope="col">Cached event</th>
            </tr>
          </thead>
          <tbody>
            ${channels.map(
              (it) => html`<tr>
                <th scope="row">
                  <button type="button" class="link" aria-expanded=${it.name === this.chosen} @click=${() => this.#choose(it.name)}>
                    ${it.name}
                  </button>
                </th>
                <td>${it.type.replace('_', ' ')}</td>
                <td class="number">${formatNumber(it.subscription_count)}</td>
                <td class="number">${it.user_count === null || it.user_count === undefined ? '' : formatNumber(it.user_count)}</td>
                <td>${it.cached ? 'yes' : ''}</td>
              </tr>`,
            )}
          </tbody>
        </table>
      </div>
      ${this.cursors.length > 1 || this.next
        ? html`<div class="buttons">
            <button type="button" ?disabled=${this.cursors.length === 1} @click=${() => this.#turn(this.cursors.slice(0, -1))}>
              Previous
            </button>
            <button type="button" ?disabled=${this.next === null} @click=${() => this.#turn([...this.cursors, this.next])}>Next</button>
          </div>`
        : nothing}`;
  }

  #details(channel: ChannelDetails): TemplateResult {
    return html`<section class="card" aria-labelledby="channel-title">
      <h2 id="channel-title">${channel.name}</h2>
      <dl>
        <dt>Type</dt>
        <dd>${channel.type.replace('_', ' ')}</dd>
        <dt>Subscriptions</dt>
        <dd>${formatNumber(channel.subscription_count)}</dd>
        ${channel.user_count === null ? nothing : html`<dt>Users</dt><dd>${formatNumber(channel.user_count)}</dd>`}
      </dl>
      ${channel.user_count === null
        ? nothing
        : html`<h3>Members</h3>
            ${(channel.members ?? []).length === 0
              ? html`<p class="empty">The channel has no members.</p>`
              : html`<table>
                  <thead>
                    <tr>
                      <th scope="col">User id</th>
                      <th scope="col">User info</th>
                    </tr>
                  </thead>
                  <tbody>
                    ${channel.members!.map(
                      (member) => html`<tr>
                        <th scope="row">${member.user_id}</th>
                        <td><pre>${formatJson(member.user_info)}</pre></td>
                      </tr>`,
                    )}
                  </tbody>
                </table>`}
            ${channel.next_cursor ? html`<p class="small">Only the first ${channel.members?.length} members are shown.</p>` : nothing}`}
      ${channel.cached
        ? html`<h3>Cached event</h3>
            <p>
              <code>${channel.cached.event}</code>${channel.cached.expires_in_ms === null
                ? nothing
                : html`, expires in ${formatDuration(channel.cached.expires_in_ms / 1000)}`}
            </p>
            <pre tabindex="0" aria-label="Data of the cached event">${formatJson(channel.cached.data)}</pre>`
        : nothing}
      ${keyed(channel.name, html`<channel-history .app=${this.app} .channel=${channel.name}></channel-history>`)}
      <button type="button" class="quiet" @click=${() => this.#choose(null)}>Close</button>
    </section>`;
  }

  readonly #changeSearch = (event: Event): void => {
    this.search = (event.target as HTMLInputElement).value;
    this.#turn([null]);
  };

  #turn(cursors: (string | null)[]): void {
    this.cursors = cursors;
    void this.run(() => this.#load());
  }

  #choose(name: string | null): void {
    this.chosen = name === this.chosen ? null : name;
    this.details = null;
    void this.run(() => this.#load());
  }
}
