import { type TemplateResult, html, nothing, svg } from 'lit';
import { formatCompact, formatNumber } from '../lib/format.js';

const WIDTH = 120;
const HEIGHT = 28;

/** A small line without axes, for the last values of a measure. */
export function sparkline(label: string, values: number[]): TemplateResult {
  const top = Math.max(1, ...values);
  const step = values.length > 1 ? WIDTH / (values.length - 1) : WIDTH;
  const points = values.map((value, i) => `${(i * step).toFixed(1)},${(HEIGHT - 2 - (value / top) * (HEIGHT - 4)).toFixed(1)}`);
  const last = values.at(-1) ?? 0;
  return html`<svg
    class="sparkline"
    viewBox="0 0 ${WIDTH} ${HEIGHT}"
    preserveAspectRatio="none"
    role="img"
    aria-label="${label}: ${formatNumber(last)} now, at most ${formatNumber(Math.max(0, ...values))}"
  >
    ${points.length > 1
      ? svg`<polyline points=${points.join(' ')} vector-effect="non-scaling-stroke"/>`
      : svg`<line x1="0" y1=${HEIGHT - 2} x2=${WIDTH} y2=${HEIGHT - 2} vector-effect="non-scaling-stroke"/>`}
  </svg>`;
}

/**
 * One bar for each value, with a table of the same values for screen readers.
 *
 * @param limit a value that is drawn as a line across the bars, with its meaning
 */
export function barChart(
  label: string,
  bars: { name: string; value: number }[],
  unit: string,
  limit?: { value: number; label: string },
): TemplateResult {
  const width = 600;
  const height = 140;
  const top = Math.max(1, limit?.value ?? 0, ...bars.map((it) => it.value));
  const y = (value: number): number => height - (value / top) * (height - 16);
  const slot = width / Math.max(1, bars.length);
  return html`<figure class="chart">
    <figcaption>${label}</figcaption>
    <svg viewBox="0 0 ${width} ${height + 18}" role="img" aria-label="${label}, at most ${formatNumber(top)} ${unit}">
      <line class="axis" x1="0" y1=${height} x2=${width} y2=${height} />
      <text class="axis" x="0" y="10">${formatCompact(top)}</text>
      ${bars.map((bar, i) => {
        return svg`<rect x=${i * slot + slot * 0.15} y=${y(bar.value)} width=${slot * 0.7} height=${height - y(bar.value)}>
          <title>${bar.name}: ${formatNumber(bar.value)} ${unit}</title></rect>`;
      })}
      ${limit ? svg`<line class="limit" x1="0" y1=${y(limit.value)} x2=${width} y2=${y(limit.value)}><title>${limit.label}</title></line>` : nothing}
      <text class="axis" x="0" y=${height + 14}>${bars[0]?.name ?? ''}</text>
      <text class="axis" x=${width} y=${height + 14} text-anchor="end">${bars.at(-1)?.name ?? ''}</text>
    </svg>
    ${limit ? html`<p class="small">Dashed line: ${limit.label}, ${formatNumber(limit.value)} ${unit}.</p>` : nothing}
    <details>
      <summary>Values</summary>
      <table>
        <thead>
          <tr>
            <th scope="col">Date</th>
            <th scope="col">${unit}</th>
          </tr>
        </thead>
        <tbody>
          ${bars.map((bar) => html`<tr><td>${bar.name}</td><td class="number">${formatNumber(bar.value)}</td></tr>`)}
        </tbody>
      </table>
    </details>
  </figure>`;
}

/** A value against its limit; without a limit, the value alone. */
export function meter(label: string, value: number, limit: number | null | undefined): TemplateResult {
  return html`<div class="meter">
    <span>${label}</span>
    <span class="number">${formatNumber(value)}${limit ? html` of ${formatNumber(limit)}` : nothing}</span>
    ${limit
      ? html`<meter min="0" max=${limit} high=${limit * 0.8} value=${Math.min(value, limit)} aria-label=${label}></meter>`
      : html`<span class="muted">no quota</span>`}
  </div>`;
}
