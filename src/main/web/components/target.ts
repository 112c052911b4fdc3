import { type TemplateResult, html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { baseUrl, chooseTarget, findTarget } from '../lib/target.js';
import { Component, errorText, field } from './element.js';

/** The address that clients connect to, which the viewer can change: for example, where edges have an address of their own. */
@customElement('target-form')
export class TargetForm extends Component {
  @state() private url = '';
  @state() private error: Error | null = null;

  override async connectedCallback(): Promise<void> {
    super.connectedCallback();
    this.url = baseUrl(await findTarget());
  }

  override render(): TemplateResult {
    return html`<form class="inline" @submit=${this.#choose}>
      <label>Address for clients <input name="url" .value=${this.url} spellcheck="false" size="32" /></label>
      <button class="quiet">Change</button>
      <div role="alert">${this.error ? errorText(this.error) : nothing}</div>
    </form>`;
  }

  readonly #choose = (event: SubmitEvent): void => {
    event.preventDefault();
    try {
      this.url = baseUrl(chooseTarget(field(event.target as HTMLFormElement, 'url').trim()));
      this.error = null;
      this.dispatchEvent(new Event('target-changed', { bubbles: true }));
    } catch (e) {
      this.error = e as Error;
    }
  };
}
