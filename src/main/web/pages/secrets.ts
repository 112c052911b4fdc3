import { type TemplateResult, html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { confirmAction } from '../components/confirm.js';
import { AppPage, field } from '../components/element.js';
import { api } from '../lib/api.js';
import { formatDateTime } from '../lib/format.js';
import type { CreatedSecret, Secret } from '../lib/types.js';

/** The secrets of an app, without their values: a value is shown once, when it is created. */
@customElement('app-secrets')
export class AppSecrets extends AppPage {
  @state() private secrets: Secret[] | null = null;
  @state() private created: CreatedSecret | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    this.poll(10_000, () => this.#load());
  }

  async #load(): Promise<void> {
    this.secrets = (await api.get<{ secrets: Secret[] }>(this.path('/secrets'), this.signal)).secrets;
  }

  override render(): TemplateResult {
    return html`<h1>Secrets</h1>
      <p>Backends sign their requests with a secret of the app. A signature made with any secret below is accepted.</p>
      ${this.messages()}
      ${this.created
        ? html`<div class="notice">
            <p>The new secret ${this.created.id}, shown only now:</p>
            <copy-text label="new secret" .text=${this.created.secret}></copy-text>
          </div>`
        : nothing}
      ${this.secrets === null ? html`<p class="muted">Loading…</p>` : this.#table(this.secrets)}
      <div class="columns">
        <form class="card" @submit=${this.#rotate} aria-labelledby="rotate-title">
          <h2 id="rotate-title">Rotate</h2>
          <p class="small">Adds a secret, and lets the present ones expire after the grace period, so that backends have time to change.</p>
          <label
            >Grace period in seconds
            <input name="grace" type="number" min="0" max="2592000" value="86400" required
          /></label>
          <button ?disabled=${this.busy}>Rotate secrets</button>
        </form>
        <form class="card" @submit=${this.#add} aria-labelledby="add-title">
          <h2 id="add-title">Add</h2>
          <label>Secret <input name="secret" autocomplete="off" spellcheck="false" placeholder="generated" /></label>
          <label>Expires in seconds <input name="expires" type="number" min="1" max="315360000" placeholder="never" /></label>
          <button ?disabled=${this.busy}>Add secret</button>
        </form>
      </div>`;
  }

  #table(secrets: Secret[]): TemplateResult {
    return html`<div class="scroll" tabindex="0" role="region" aria-label="Table of secrets">
      <table>
        <thead>
          <tr>
            <th scope="col">Id</th>
            <th scope="col">Created</th>
            <th scope="col">Expires</th>
            <th scope="col">Last used (UTC)</th>
            <td></td>
          </tr>
        </thead>
        <tbody>
          ${secrets.map(
            (secret) => html`<tr>
              <th scope="row"><code>${secret.id}</code></th>
              <td>${formatDateTime(secret.created_at)}</td>
              <td>${formatDateTime(secret.expires_at)}</td>
              <td>${secret.last_used_on ?? 'never'}</td>
              <td>
                <button type="button" class="danger" aria-label="End secret ${secret.id}" @click=${() => this.#end(secret)}>End</button>
              </td>
            </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  }

  readonly #rotate = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const grace = field(event.target as HTMLFormElement, 'grace');
    await this.run(async () => {
      this.created = await api.post<CreatedSecret>(this.path('/secrets/rotate'), { grace_seconds: Number(grace) });
      await this.#load();
      return 'The secrets were rotated.';
    });
  };

  readonly #add = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const secret = field(form, 'secret');
    const expires = field(form, 'expires');
    await this.run(async () => {
      this.created = await api.post<CreatedSecret>(this.path('/secrets'), {
        ...(secret === '' ? {} : { secret }),
        ...(expires === '' ? {} : { expires_in_seconds: Number(expires) }),
      });
      form.reset();
      await this.#load();
      return 'The secret was added.';
    });
  };

  async #end(secret: Secret): Promise<void> {
    if (await confirmAction(`End secret ${secret.id}?`, 'Requests signed with it are rejected from now on.', 'End secret')) {
      await this.run(async () => {
        await api.delete(this.path(`/secrets/${encodeURIComponent(secret.id)}`));
        await this.#load();
        return 'The secret has ended.';
      });
    }
  }
}
