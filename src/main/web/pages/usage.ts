import { type TemplateResult, html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { barChart, meter } from '../components/charts.js';
import { AppPage } from '../components/element.js';
import { api } from '../lib/api.js';
import { formatNumber } from '../lib/format.js';
import type { Usage } from '../lib/types.js';

/** Days of the chart, about a month. */
const DAYS = 30;

/** The usage of an app: now, this month, and of the last 30 days, against its quotas. */
@customElement('app-usage')
export class AppUsage extends AppPage {
  @state() private usage: Usage | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    this.poll(5_000, async () => {
      this.usage = await api.get<Usage>(this.path('/usage'), this.signal);
    });
  }

  override render(): TemplateResult {
    return html`<h1>Usage</h1>
      ${this.messages()} ${this.usage === null ? html`<p class="muted">Loading…</p>` : this.#figures(this.usage)}`;
  }

  #figures(usage: Usage): TemplateResult {
    const { quotas } = this.app;
    const refused = Object.entries(usage.refused);
    return html`<section class="card" aria-label="Usage and quotas">
        ${meter('Open connections', usage.connections, quotas['max_connections'])}
        ${meter('Occupied channels', usage.channels, quotas['max_channels'])}
        ${meter('Events this month (UTC)', usage.events_this_month, quotas['events_per_month'])}
      </section>
      <section class="card">
        ${barChart(
          'Events of each day (UTC)',
          usage.days.map((day) => ({ name: day.date, value: day.events })),
          'events',
          quotas['events_per_month']
            ? { value: Math.floor(quotas['events_per_month'] / DAYS), label: 'what the quota events_per_month allows on average' }
            : undefined,
        )}
      </section>
      <section class="card" aria-labelledby="refused-title">
        <h2 id="refused-title">Rejected this month, by quota</h2>
        ${refused.length === 0
          ? html`<p class="empty">Nothing was rejected because of a quota.</p>`
          : html`<table>
              <thead>
                <tr>
                  <th scope="col">Quota</th>
                  <th scope="col">Rejections</th>
                  <th scope="col">Limit</th>
                </tr>
              </thead>
              <tbody>
                ${refused.map(
                  ([quota, count]) => html`<tr>
                    <th scope="row"><code>${quota}</code></th>
                    <td class="number">${formatNumber(count)}</td>
                    <td class="number">${quotas[quota] ? formatNumber(quotas[quota]) : nothing}</td>
                  </tr>`,
                )}
              </tbody>
            </table>`}
      </section>`;
  }
}
