/** Where clients connect to: the host, port and path prefix of the public port, or of an edge. */
export interface Target {
  host: string;
  port: number;
  tls: boolean;
  /** Path prefix without a slash at the end, usually empty. */
  path: string;
}

const CHOICE = 'vask.target';
let found: Promise<Target> | undefined;

/** The address that the viewer chose in this tab, or that of the public port. */
export function findTarget(): Promise<Target> {
  found ??= loadTarget();
  return found;
}

/** Keeps an address for this tab. Throws an Error if it is not a URL like `https://host:port`. */
export function chooseTarget(text: string): Target {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new Error('Invalid address: must be a URL like https://ws.example.com or http://localhost:8080.');
  }
  if (!['http:', 'https:', 'ws:', 'wss:'].includes(url.protocol)) {
    throw new Error('Invalid address: must begin with http://, https://, ws:// or wss://.');
  }
  const target = ofUrl(url);
  sessionStorage.setItem(CHOICE, baseUrl(target));
  found = Promise.resolve(target);
  return target;
}

/** The address as a URL, for example `http://localhost:8080`. */
export function baseUrl(target: Target): string {
  const standard = target.port === (target.tls ? 443 : 80);
  return `${target.tls ? 'https' : 'http'}://${target.host}${standard ? '' : `:${target.port}`}${target.path}`;
}

function ofUrl(url: URL): Target {
  const tls = url.protocol === 'https:' || url.protocol === 'wss:';
  return {
    host: url.hostname,
    port: url.port === '' ? (tls ? 443 : 80) : Number(url.port),
    tls,
    path: url.pathname.replace(/\/+$/, ''),
  };
}

async function loadTarget(): Promise<Target> {
  const chosen = sessionStorage.getItem(CHOICE);
  if (chosen !== null) {
    return ofUrl(new URL(chosen));
  }
  const page = ofUrl(new URL('..', document.baseURI));
  try {
    const config = (await (await fetch('config.json')).json()) as { public_port?: number; tls?: boolean };
    if (config.public_port !== undefined) {
      return { host: page.host, port: config.public_port, tls: config.tls === true, path: '' };
    }
  } catch {
    // the address of the page is the best guess
  }
  return page;
}
