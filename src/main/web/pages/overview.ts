import { type TemplateResult, html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { sparkline } from '../components/charts.js';
import { Page, field } from '../components/element.js';
import { api, appPath } from '../lib/api.js';
import { formatBytes, formatCompact, formatDateTime, formatDuration, formatNumber } from '../lib/format.js';
import type { App, AppStats, ServerInfo, ServerNode, Stats, StatsPoint, WebhookStatus } from '../lib/types.js';

const INTERVAL_MS = 5_000;
/** Apps on one page: each is one or two requests in each interval. */
const PAGE_SIZE = 20;

interface AppFigures {
  stats: AppStats;
  webhook: WebhookStatus | null;
}

/** The server, its nodes and stores, and its apps. */
@customElement('server-overview')
export class ServerOverview extends Page {
  @state() private info: ServerInfo | null = null;
  @state() private stats: Stats | null = null;
  @state() private apps: App[] | null = null;
  @state() private figures = new Map<string, AppFigures>();
  @state() private filter = '';
  @state() private page = 0;
  @state() private created: App | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    this.poll(INTERVAL_MS, () => this.#load());
  }

  async #load(): Promise<void> {
    const [apps, info, stats] = await Promise.all([
      api.get<{ apps: App[] }>('apps', this.signal),
      api.get<ServerInfo>('server', this.signal),
      api.get<Stats>('stats', this.signal),
    ]);
    this.apps = apps.apps;
    this.info = info;
    this.stats = stats;
    const figures = await Promise.all(this.#visible().map(async (app) => [app.key, await this.#figures(app)] as const));
    this.figures = new Map(figures);
  }

  async #figures(app: App): Promise<AppFigures> {
    const [stats, webhook] = await Promise.all([
      api.get<AppStats>(appPath(app.key, '/stats'), this.signal),
      app.webhook ? api.get<WebhookStatus>(appPath(app.key, '/webhook/status'), this.signal) : null,
    ]);
    return { stats, webhook };
  }

  #matching(): App[] {
    const text = this.filter.toLowerCase();
    return (this.apps ?? []).filter((app) => app.key.toLowerCase().includes(text) || app.name.toLowerCase().includes(text));
  }

  #visible(): App[] {
    return this.#matching().slice(this.page * PAGE_SIZE, (this.page + 1) * PAGE_SIZE);
  }

  override render(): TemplateResult {
    return html`<h1>Overview</h1>
      ${this.messages()} ${this.info && this.stats ? this.#server(this.info, this.stats) : nothing}
      <section aria-labelledby="apps-title">
        <h2 id="apps-title">Apps</h2>
        ${this.apps === null ? html`<p class="muted">Loading…</p>` : this.#appList()} ${this.#createForm()}
      </section>
      ${this.info && this.info.nodes.length > 0 ? this.#nodes(this.info.nodes) : nothing}`;
  }

  #server(info: ServerInfo, stats: Stats): TemplateResult {
    const rate = (value: (point: StatsPoint) => number): number[] =>
      stats.points.map((point) => value(point) / stats.interval_seconds);
    const published = rate((it) => it.published);
    const delivered = rate((it) => it.delivered);
    const rejected = rate((it) => it.rejected);
    const connections = stats.points.map((it) => it.connections);
    return html`<section class="tiles" aria-label="Server">
        ${tile('Connections', formatCompact(info.totals.connections), sparkline('Connections', connections))}
        ${tile('Channels', formatCompact(info.totals.channels))}
        ${tile('Published per second', formatCompact(published.at(-1) ?? 0), sparkline('Published per second', published))}
        ${tile('Delivered per second', formatCompact(delivered.at(-1) ?? 0), sparkline('Delivered per second', delivered))}
        ${tile('Rejected per second', formatCompact(rejected.at(-1) ?? 0), sparkline('Rejected per second', rejected))}
        ${tile(
          'Webhook backlog',
          `${formatCompact(info.webhooks.backlog_events)} events`,
          html`<p class="small">
            ${formatBytes(info.webhooks.backlog_bytes)}${info.webhooks.dropped > 0 ? `, ${formatNumber(info.webhooks.dropped)} dropped` : ''}
          </p>`,
        )}
      </section>
      <p class="small">
        Version ${info.version}, mode ${info.mode}, role ${info.role}, node ${info.node}, up for ${formatDuration(info.uptime_seconds)}.
        ${Object.entries(info.stores ?? {}).map(([name, health]) =>
          health
            ? html`<span class="badge ${health.status.toLowerCase() === 'up' ? 'good' : 'bad'}"
                >${name}: ${health.status}${health.latency_ms === null ? '' : ` (${formatNumber(health.latency_ms)} ms)`}</span
              > `
            : nothing,
        )}
      </p>`;
  }

  #appList(): TemplateResult {
    const matching = this.#matching();
    if (this.apps?.length === 0) {
      return html`<p class="empty">There are no apps yet. Create one below; clients and backends connect with its key.</p>`;
    }
    return html`<label class="inline"
        >Filter <input type="search" .value=${this.filter} @input=${this.#filter} placeholder="key or name"
      /></label>
      <div class="scroll" tabindex="0" role="region" aria-label="Table of apps">
        <table>
          <thead>
            <tr>
              <th scope="col">App</th>
              <th scope="col">Connections</th>
              <th scope="col">Channels</th>
              <th scope="col">Messages per second</th>
              <th scope="col">Rejected per second</th>
              <th scope="col">Webhook backlog</th>
            </tr>
          </thead>
          <tbody>
            ${this.#visible().map((app) => this.#row(app))}
          </tbody>
        </table>
      </div>
      ${matching.length === 0 ? html`<p class="empty">No app matches the filter.</p>` : nothing}
      ${matching.length > PAGE_SIZE
        ? html`<div class="buttons">
            <button type="button" ?disabled=${this.page === 0} @click=${() => this.#turn(-1)}>Previous</button>
            <span>Page ${this.page + 1} of ${Math.ceil(matching.length / PAGE_SIZE)}</span>
            <button
              type="button"
              ?disabled=${(this.page + 1) * PAGE_SIZE >= matching.length}
              @click=${() => this.#turn(1)}
            >
              Next
            </button>
          </div>`
        : nothing}`;
  }

  #row(app: App): TemplateResult {
    const figures = this.figures.get(app.key);
    const stats = figures?.stats;
    const rate = (value: (point: StatsPoint) => number): number[] =>
      (stats?.points ?? []).map((point) => value(point) / stats!.interval_seconds);
    const messages = rate((it) => it.published + it.delivered);
    const rejected = rate((it) => it.rejected);
    return html`<tr>
      <th scope="row">
        <a href="#/apps/${encodeURIComponent(app.key)}/settings">${app.name}</a>
        ${app.name === app.key ? nothing : html`<code class="small">${app.key}</code>`}
        ${app.enabled ? nothing : html`<span class="badge bad">disabled</span>`}
      </th>
      <td class="number">${stats ? formatCompact(stats.connections) : ''}</td>
      <td class="number">${stats ? formatCompact(stats.channels) : ''}</td>
      <td>${stats ? html`${formatCompact(messages.at(-1) ?? 0)} ${sparkline('Messages per second', messages)}` : nothing}</td>
      <td>${stats ? html`${formatCompact(rejected.at(-1) ?? 0)} ${sparkline('Rejected per second', rejected)}` : nothing}</td>
      <td class="number">${figures?.webhook ? formatCompact(figures.webhook.waiting_events) : app.webhook ? '' : 'no webhook'}</td>
    </tr>`;
  }

  #createForm(): TemplateResult {
    return html`<details class="card" ?open=${this.apps?.length === 0 || this.created !== null}>
      <summary>Create an app</summary>
      <form @submit=${this.#create}>
        <label>Name <input name="name" required maxlength="100" /></label>
        <label>Key <input name="key" pattern="[A-Za-z0-9_\\-]{1,64}" placeholder="generated" aria-describedby="key-help" /></label>
        <p id="key-help" class="small">Up to 64 characters of A-Z a-z 0-9 _ -. It is public, and part of each URL.</p>
        <label class="check"><input type="checkbox" name="client_events" /> Clients may publish client events</label>
        <button ?disabled=${this.busy}>Create app</button>
      </form>
      ${this.created
        ? html`<div class="notice">
            <p>
              App <a href="#/apps/${encodeURIComponent(this.created.key)}/connect">${this.created.key}</a> was created. Its secret is
              shown only now:
            </p>
            <copy-text label="secret" .text=${this.created.secret ?? ''}></copy-text>
          </div>`
        : nothing}
    </details>`;
  }

  readonly #create = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const key = field(form, 'key').trim();
    const settings = { name: field(form, 'name'), client_events: new FormData(form).has('client_events') };
    await this.run(async () => {
      if (key && this.apps?.some((app) => app.key === key)) {
        throw new Error(`App '${key}' exists already. Choose another key.`);
      }
      this.created = key ? await api.put<App>(appPath(key), settings) : await api.post<App>('apps', settings);
      form.reset();
      await this.#load();
    });
  };

  readonly #filter = (event: Event): void => {
    this.filter = (event.target as HTMLInputElement).value;
    this.page = 0;
  };

  #turn(pages: number): void {
    this.page += pages;
    void this.run(() => this.#load());
  }

  #nodes(nodes: ServerNode[]): TemplateResult {
    return html`<section aria-labelledby="nodes-title">
      <h2 id="nodes-title">Nodes</h2>
      <div class="scroll" tabindex="0" role="region" aria-label="Table of nodes">
        <table>
          <thead>
            <tr>
              <th scope="col">Node</th>
              <th scope="col">State</th>
              <th scope="col">Role</th>
              <th scope="col">Version</th>
              <th scope="col">Age</th>
              <th scope="col">Connections</th>
              <th scope="col">Lease</th>
              <th scope="col">Transport</th>
            </tr>
          </thead>
          <tbody>
            ${nodes.map(
              (node) => html`<tr>
                <th scope="row"><code>${node.id}</code></th>
                <td><span class="badge ${node.state.toLowerCase() === 'alive' ? 'good' : 'bad'}">${node.state}</span></td>
                <td>${node.role ?? 'unknown'}</td>
                <td>${node.version ?? 'unknown'}</td>
                <td title=${node.started_at ? `Started ${formatDateTime(node.started_at)}` : nothing}>
                  ${node.started_at ? formatDuration((Date.now() - Date.parse(node.started_at)) / 1000) : ''}
                </td>
                <td class="number">${node.connections === null ? '' : formatNumber(node.connections)}</td>
                <td class="number">${node.lease_ms === null ? '' : `${formatNumber(node.lease_ms / 1000)} s`}</td>
                <td>
                  ${node.transport
                    ? `${formatNumber(node.transport.direct)} direct, ${formatNumber(node.transport.fallback)} fallback`
                    : ''}
                </td>
              </tr>`,
            )}
          </tbody>
        </table>
      </div>
    </section>`;
  }
}

function tile(label: string, value: string, more: TemplateResult | typeof nothing = nothing): TemplateResult {
  return html`<div class="tile"><span class="label">${label}</span><strong>${value}</strong>${more}</div>`;
}
