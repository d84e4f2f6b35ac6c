import { setTimeout as sleep } from 'node:timers/promises';

export const SERVICES = ['assignment', 'event-ingest', 'analytics', 'promotion', 'rollout'];
/** An answer may take long: hashes are made of whole read models. */
const PATIENCE_MS = 600_000;
/** What snapshots move: those are made at any time, also when nothing comes. */
const MOVING = new Set(['latest-snapshots', 'run-evidence', 'alerts', 'alarms', 'messages']);

/** A running system as its administrators see it, in whichever form. */
export class System {
  /** @param env everything that the commands need to find it; `ASSAY_TOKEN` comes with its start */
  constructor(url, env) {
    this.url = url;
    this.env = { ...env, ASSAY_URL: url };
  }

  call(path, body) {
    return this.ask(path, body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) });
  }

  put(path, body, headers = {}) {
    return this.ask(path, { method: 'PUT', body: JSON.stringify(body), headers });
  }

  async ask(path, given) {
    return JSON.parse(await this.textOf(path, given));
  }

  /** What a route tells line by line. */
  async lines(path) {
    const text = await this.textOf(path, {});
    return text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)]));
  }

  async textOf(path, given) {
    const own = { authorization: `Bearer ${this.env.ASSAY_TOKEN}`, 'content-type': 'application/json' };
    const headers = { ...own, ...given.headers };
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const response = await fetch(`${this.url}${path}`, { ...given, headers, signal });
    const text = await response.text();
    if (!response.ok) throw new Error(`${path}: ${response.status} ${text}`);
    return text;
  }

  /** Every read model with its hash, and the places of the log that it stands at. */
  async models() {
    const models = [];
    for (const service of SERVICES) {
      const { projections } = await this.call(`/api/v1/admin/services/${service}/projections?hash=true`);
      models.push(...projections.map(({ name, hash }) => ({ service, name, ...hash })));
    }
    return models;
  }

  /** What the read models come to: a hash each. */
  async hashes() {
    const compared = (await this.models()).filter(({ name }) => !MOVING.has(name));
    return Object.fromEntries(
      compared.map(({ service, name, hash, rows }) => [`${service} ${name}`, `${hash} (${rows} rows)`]),
    );
  }

  /** How many events of the log are not in the read models yet; more than none as long as one does not read. */
  async behind() {
    const lags = await Promise.all(
      SERVICES.map((service) => this.call(`/api/v1/admin/services/${service}/lag`)),
    );
    return lags
      .flatMap(({ projections }) => projections)
      .reduce((sum, { lag, completeTo }) => sum + (completeTo === null ? lag + 1 : lag), 0);
  }

  async messages() {
    const { items } = await this.call('/api/v1/admin/services/event-ingest/topics');
    return Object.fromEntries(
      items.filter(({ kind }) => kind === 'decision').map(({ name, messages }) => [name, messages]),
    );
  }
}

/** Waits until it is so; says what it saw last when that takes too long. */
export const until = async (what, look, minutes = 10) => {
  const deadline = Date.now() + minutes * 60_000;
  for (;;) {
    const [isSo, seen] = await look().catch((error) => [false, error.message]);
    if (isSo) return seen;
    if (Date.now() > deadline)
      throw new Error(`not ${what} within ${minutes} minutes: ${JSON.stringify(seen)}`);
    await sleep(500);
  }
};
