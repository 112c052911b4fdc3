import type { FeedEntry } from './types.js';

/** An error response of the admin API, or a failed connection to it. */
export class ApiError extends Error {
  constructor(
    message: string,
    readonly status: number,
    readonly fields: Record<string, string> = {},
    readonly requestId?: string,
  ) {
    super(message);
  }
}

const TOKEN = 'vask.admin.token';

/** Sends requests to the admin API. The token is in the storage of this tab only, and is sent in a header only. */
export class AdminApi extends EventTarget {
  #token = sessionStorage.getItem(TOKEN);

  get loggedIn(): boolean {
    return this.#token !== null;
  }

  /** Checks a token and keeps it. */
  async logIn(token: string): Promise<void> {
    await this.#send('GET', 'apps', undefined, token);
    this.#token = token;
    sessionStorage.setItem(TOKEN, token);
    this.dispatchEvent(new Event('change'));
  }

  logOut(): void {
    this.#token = null;
    sessionStorage.removeItem(TOKEN);
    this.dispatchEvent(new Event('change'));
  }

  get<T>(path: string, signal?: AbortSignal): Promise<T> {
    return this.#json('GET', path, undefined, signal);
  }

  post<T>(path: string, body: unknown = {}): Promise<T> {
    return this.#json('POST', path, body);
  }

  put<T>(path: string, body: unknown): Promise<T> {
    return this.#json('PUT', path, body);
  }

  delete(path: string): Promise<void> {
    return this.#json('DELETE', path, undefined);
  }

  async #json<T>(method: string, path: string, body: unknown, signal?: AbortSignal): Promise<T> {
    const response = await this.#send(method, path, body, this.#token, signal);
    return (response.status === 204 ? undefined : await response.json()) as T;
  }

  async #send(
    method: string,
    path: string,
    body: unknown,
    token: string | null,
    signal?: AbortSignal,
    accept = 'application/json',
  ): Promise<Response> {
    const headers: Record<string, string> = { Authorization: `Bearer ${token ?? ''}`, Accept: accept };
    if (body !== undefined) {
      headers['Content-Type'] = 'application/json';
    }
    const init: RequestInit = { method, headers, cache: 'no-store', credentials: 'omit', signal: signal ?? null };
    if (body !== undefined) {
      init.body = JSON.stringify(body);
    }
    let response: Response;
    try {
      // Relative to the page, so that it works behind a path prefix.
      response = await fetch(new URL(`../admin/v1/${path}`, document.baseURI), init);
    } catch (e) {
      if (signal?.aborted) {
        throw e;
      }
      throw new ApiError('The server cannot be reached. Check that it runs, and your network connection.', 0);
    }
    if (!response.ok) {
      throw await this.#error(response, token);
    }
    return response;
  }

  async #error(response: Response, token: string | null): Promise<ApiError> {
    let message = `The server responded with ${response.status}.`;
    let fields: Record<string, string> = {};
    let requestId: string | undefined;
    try {
      const body = await response.json();
      message = body.message ?? body.error ?? message;
      fields = body.fields ?? {};
      requestId = body.request_id;
    } catch {
      // a proxy's response, which is not JSON
    }
    if (response.status === 401 && token === this.#token) {
      this.logOut();
    }
    return new ApiError(message, response.status, fields, requestId);
  }

  /**
   * Reads the feed of an app until `signal` aborts it, and reconnects when the connection ends.
   *
   * @param onState called with true when the feed is open, and with the cause when it is not
   */
  async feed(
    path: string,
    signal: AbortSignal,
    onEntry: (entry: FeedEntry) => void,
    onState: (open: boolean, error?: Error) => void,
  ): Promise<void> {
    while (!signal.aborted) {
      let error: Error | undefined;
      try {
        const response = await this.#send('GET', path, undefined, this.#token, signal, 'text/event-stream');
        onState(true);
        await readEvents(response.body!, onEntry);
      } catch (e) {
        error = e as Error;
      }
      if (signal.aborted) {
        return;
      }
      onState(false, error);
      if (error instanceof ApiError && error.status >= 400 && error.status < 500 && error.status !== 429) {
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, 2_000));
    }
  }
}

/** Reads Server-Sent Events, whose data is JSON. EventSource cannot be used, because it sends no headers. */
async function readEvents(body: ReadableStream<Uint8Array>, onEntry: (entry: FeedEntry) => void): Promise<void> {
  const reader = body.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>).getReader();
  let rest = '';
  let type = '';
  let data: string[] = [];
  for (;;) {
    const { value, done } = await reader.read();
    if (done) {
      return;
    }
    const lines = (rest + value).split(/\r?\n/);
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (line.startsWith('data:')) {
        data.push(line.slice(5).replace(/^ /, ''));
      } else if (line.startsWith('event:')) {
        type = line.slice(6).trim();
      } else if (line === '' && data.length > 0) {
        onEntry({ type, ...JSON.parse(data.join('\n')) });
        type = '';
        data = [];
      }
    }
  }
}

export const api = new AdminApi();

/** The path of an app in the admin API. */
export const appPath = (key: string, rest = ''): string => `apps/${encodeURIComponent(key)}${rest}`;
