import { type TemplateResult, html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { AppPage } from '../components/element.js';
import '../components/target.js';
import { SNIPPETS, type Snippet } from '../lib/snippets.js';
import { type Target, findTarget } from '../lib/target.js';

/** How to connect clients and backends, with the key of the app and the address of the server. */
@customElement('app-snippets')
export class AppSnippets extends AppPage {
  @state() private target: Target | null = null;
  @state() private chosen: Snippet = SNIPPETS[0]!;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#load();
  }

  async #load(): Promise<void> {
    this.target = await findTarget();
  }

  override render(): TemplateResult {
    return html`<h1>Connect</h1>
      <p>
        Replace <code>APP_SECRET</code> by a secret of the app; its value is shown once, when it is created on the page
        <a href="#/apps/${encodeURIComponent(this.app.key)}/secrets">Secrets</a>. Never put it into code that runs in a browser.
      </p>
      <target-form @target-changed=${() => void this.#load()}></target-form>
      <div class="choices" role="group" aria-label="Library">
        ${SNIPPETS.map(
          (it) => html`<button
            type="button"
            class="quiet"
            aria-pressed=${it === this.chosen ? 'true' : 'false'}
            @click=${() => (this.chosen = it)}
          >
            ${it.name}
          </button>`,
        )}
      </div>
      ${this.target
        ? html`<p class="small">${this.chosen.note}</p>
            <copy-text label="${this.chosen.name} code" .text=${this.chosen.text(this.app.key, this.target)}></copy-text>`
        : nothing}`;
  }
}
