import { type TemplateResult, html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { keyed } from 'lit/directives/keyed.js';
import { Component, errorText, field } from './components/element.js';
import { api, appPath } from './lib/api.js';
import type { App } from './lib/types.js';
import './components/copy.js';
import './pages/overview.js';

interface Tab {
  id: string;
  label: string;
  load: () => Promise<unknown>;
  view: (app: App) => TemplateResult;
}

/** The pages of an app. The code of each is loaded when it is opened. */
const TABS: Tab[] = [
  { id: 'settings', label: 'Settings', load: () => import('./pages/settings.js'), view: (app) => html`<app-settings .app=${app}></app-settings>` },
  { id: 'secrets', label: 'Secrets', load: () => import('./pages/secrets.js'), view: (app) => html`<app-secrets .app=${app}></app-secrets>` },
  { id: 'connect', label: 'Connect', load: () => import('./pages/snippets.js'), view: (app) => html`<app-snippets .app=${app}></app-snippets>` },
  { id: 'usage', label: 'Usage', load: () => import('./pages/usage.js'), view: (app) => html`<app-usage .app=${app}></app-usage>` },
  { id: 'channels', label: 'Channels', load: () => import('./pages/channels.js'), view: (app) => html`<app-channels .app=${app}></app-channels>` },
  { id: 'feed', label: 'Live feed', load: () => import('./pages/feed.js'), view: (app) => html`<app-feed .app=${app}></app-feed>` },
  { id: 'events', label: 'Event creator', load: () => import('./pages/events.js'), view: (app) => html`<app-events .app=${app}></app-events>` },
  { id: 'tester', label: 'Connection tester', load: () => import('./pages/tester.js'), view: (app) => html`<app-tester .app=${app}></app-tester>` },
  { id: 'webhooks', label: 'Webhooks', load: () => import('./pages/webhooks.js'), view: (app) => html`<app-webhooks .app=${app}></app-webhooks>` },
];

@customElement('vask-console')
export class VaskConsole extends Component {
  @state() private key: string | null = null;
  @state() private tab: Tab | null = null;
  @state() private app: App | null = null;
  @state() private error: Error | null = null;
  @state() private busy = false;

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener('hashchange', this.#route);
    api.addEventListener('change', this.#loginChanged);
    this.#route();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('hashchange', this.#route);
    api.removeEventListener('change', this.#loginChanged);
  }

  readonly #loginChanged = (): void => {
    this.app = null;
    this.error = null;
    this.#route();
    this.requestUpdate();
  };

  /** Shows the page that the fragment of the URL names: `#/apps/{key}/{tab}`, else the overview. */
  readonly #route = (): void => {
    const [, apps, key, id] = location.hash.split('/');
    if (!api.loggedIn || apps !== 'apps' || key === undefined) {
      this.key = null;
      this.tab = null;
      this.app = null;
      document.title = 'Vask console';
      return;
    }
    void this.#open(decodeURIComponent(key), TABS.find((it) => it.id === id) ?? TABS[0]!);
  };

  async #open(key: string, tab: Tab): Promise<void> {
    this.error = null;
    const moved = this.key !== key || this.tab !== tab;
    this.key = key;
    try {
      const [app] = await Promise.all([this.app?.key === key ? this.app : api.get<App>(appPath(key)), tab.load()]);
      if (this.key === key) {
        this.app = app;
        this.tab = tab;
        document.title = `${tab.label} · ${app.name} · Vask console`;
      }
    } catch (e) {
      this.app = null;
      // A failed import is a TypeError: the files of another version of the server have other names.
      this.error =
        e instanceof TypeError
          ? new Error('This page of the console cannot be loaded. Reload the page; the server may have been updated.')
          : (e as Error);
    }
    if (moved) {
      await this.updateComplete;
      this.querySelector<HTMLElement>('main')?.focus({ preventScroll: true });
    }
  }

  override render(): TemplateResult {
    if (!api.loggedIn) {
      return this.#logIn();
    }
    return html`<a class="skip" href="#content" @click=${this.#skip}>Skip to the content</a>
      <header>
        <a class="brand" href="#/">Vask console</a>
        ${this.app
          ? html`<span class="app-name" title=${this.app.key}>${this.app.name}</span> ${this.app.enabled
                ? nothing
                : html`<span class="badge bad">disabled</span>`}`
          : nothing}
        <button type="button" class="quiet" @click=${() => api.logOut()}>Log out</button>
      </header>
      ${this.key === null
        ? nothing
        : html`<nav aria-label="Pages of the app">
            <a href="#/">All apps</a>
            ${TABS.map(
              (it) => html`<a
                href="#/apps/${encodeURIComponent(this.key!)}/${it.id}"
                aria-current=${it === this.tab ? 'page' : nothing}
                >${it.label}</a
              >`,
            )}
          </nav>`}
      <main id="content" tabindex="-1" @app-changed=${this.#appChanged}>
        ${this.error ? html`<div role="alert">${errorText(this.error)}</div>` : nothing}
        ${this.key === null ? html`<server-overview></server-overview>` : this.app && this.tab ? keyed(this.app.key, this.tab.view(this.app)) : nothing}
      </main>`;
  }

  #logIn(): TemplateResult {
    return html`<main id="content" class="login">
      <h1>Vask console</h1>
      <form @submit=${this.#submit}>
        <label>
          Admin token
          <input type="password" name="token" required autocomplete="current-password" autofocus />
        </label>
        <p class="small">
          The value of <code>VASK_ADMIN_TOKEN</code> of the server. It stays in this tab and is forgotten when the tab is closed.
        </p>
        <button ?disabled=${this.busy}>Log in</button>
        <div role="alert">${this.error ? errorText(this.error) : nothing}</div>
      </form>
    </main>`;
  }

  readonly #submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const token = field(event.target as HTMLFormElement, 'token').trim();
    this.busy = true;
    this.error = null;
    try {
      await api.logIn(token);
    } catch (e) {
      const error = e as Error & { status?: number };
      this.error =
        error.status === 404
          ? new Error('The admin API is off. Set VASK_ADMIN_TOKEN to a token of at least 24 characters and restart the server.')
          : error;
    } finally {
      this.busy = false;
    }
  };

  readonly #skip = (event: Event): void => {
    event.preventDefault();
    this.querySelector<HTMLElement>('main')?.focus();
  };

  readonly #appChanged = (event: CustomEvent<App>): void => {
    if (event.detail.key === this.key) {
      this.app = event.detail;
    }
  };
}
