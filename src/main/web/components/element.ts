import { LitElement, type TemplateResult, html, nothing } from 'lit';
import { property, state } from 'lit/decorators.js';
import { ApiError, api, appPath } from '../lib/api.js';
import type { App } from '../lib/types.js';

/** A component that renders into the page itself, so that one style sheet, labels and ids apply to all. */
export abstract class Component extends LitElement {
  protected override createRenderRoot(): HTMLElement {
    return this;
  }
}

/** A page of the console, which shows the result or the error of what it does. */
export abstract class Page extends Component {
  @state() protected error: Error | null = null;
  @state() protected notice = '';
  @state() protected busy = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #abort = new AbortController();

  /** Aborted when the page is left. */
  protected get signal(): AbortSignal {
    return this.#abort.signal;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#abort = new AbortController();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
    this.#abort.abort();
  }

  /** Runs an action of the viewer and shows its error or notice. Returns whether it succeeded. */
  protected async run(action: () => Promise<string | void>): Promise<boolean> {
    this.busy = true;
    this.error = null;
    this.notice = '';
    try {
      this.notice = (await action()) ?? '';
      return true;
    } catch (e) {
      this.error = e as Error;
      return false;
    } finally {
      this.busy = false;
    }
  }

  /** Loads now, and again after each interval while the page is visible. */
  protected poll(milliseconds: number, load: () => Promise<void>): void {
    const signal = this.signal;
    const next = async (): Promise<void> => {
      if (!document.hidden) {
        try {
          await load();
          if (this.error instanceof PollError) {
            this.error = null;
          }
        } catch (e) {
          if (!signal.aborted) {
            this.error = new PollError(e as Error);
          }
        }
      }
      if (!signal.aborted) {
        this.#timer = setTimeout(() => void next(), milliseconds);
      }
    };
    void next();
  }

  /** The error or notice of the last action. */
  protected messages(): TemplateResult {
    return html`<div role="status" aria-live="polite">
        ${this.notice ? html`<p class="notice">${this.notice}</p>` : nothing}
      </div>
      <div role="alert">${this.error ? errorText(this.error) : nothing}</div>`;
  }
}

/** An error of a repeated load, which goes away when the next one succeeds. */
class PollError extends Error {
  constructor(readonly inner: Error) {
    super(inner.message);
  }
}

/** A page about one app. */
export abstract class AppPage extends Page {
  @property({ attribute: false }) app!: App;

  protected path(rest = ''): string {
    return appPath(this.app.key, rest);
  }

  protected async reloadApp(): Promise<void> {
    this.changed(await api.get<App>(this.path()));
  }

  /** Reports the new state of the app to the console. */
  protected changed(app: App): void {
    this.dispatchEvent(new CustomEvent('app-changed', { detail: app, bubbles: true }));
  }
}

/** An error as the API sent it, with its request id and invalid fields. */
export function errorText(error: Error): TemplateResult {
  const cause = error instanceof PollError ? error.inner : error;
  const fields = cause instanceof ApiError ? Object.entries(cause.fields) : [];
  return html`<div class="error">
    <p>${cause.message}</p>
    ${fields.length > 0
      ? html`<ul>
          ${fields.map(([field, problem]) => html`<li><code>${field}</code>: ${problem}</li>`)}
        </ul>`
      : nothing}
    ${cause instanceof ApiError && cause.requestId ? html`<p class="small">Request id ${cause.requestId}</p>` : nothing}
  </div>`;
}

/** The value of a form field. */
export function field(form: HTMLFormElement, name: string): string {
  const value = new FormData(form).get(name);
  return typeof value === 'string' ? value : '';
}
