import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import pg from 'pg';
import { infrastructure } from '../distributed/settings.mjs';
import { deleteTopics } from '../services/topics.mjs';
import { freePorts } from '../support/free-ports.mjs';
import { peakMemoryOf } from '../support/bench/resident-memory.mjs';
import { run } from './runbook.mjs';

/** A Redis database that nothing else on this machine should use. */
const REDIS_DATABASE = 11;
const SERVICES = ['assignment', 'event-ingest', 'analytics', 'promotion', 'rollout'];
/** An answer may take long: hashes are made of whole read models. */
const PATIENCE_MS = 600_000;
/** What snapshots move: those are made at any time, also when nothing comes. */
const MOVING = new Set(['latest-snapshots', 'run-evidence', 'alerts', 'alarms', 'messages']);

/** An installation of its own on the services of this machine, with everything that the commands need to find it. */
export class Installation {
  constructor(port) {
    const { kafkaBrokers, redisUrl, adminUrl } = infrastructure();
    this.name = `drill_${randomBytes(3).toString('hex')}`;
    this.folder = mkdtempSync(join(tmpdir(), 'assay-drill-'));
    this.adminUrl = adminUrl;
    this.redisUrl = `${redisUrl}/${REDIS_DATABASE}`;
    this.url = `http://127.0.0.1:${port}`;
    this.env = {
      DISTRIBUTED_NAME: this.name,
      DISTRIBUTED_PORT: String(port),
      SERVICES_DIR: this.folder,
      KAFKA_BROKERS: kafkaBrokers,
      DATABASE_URL: adminUrl,
      REDIS_URL: this.redisUrl,
      ASSAY_URL: this.url,
    };
  }

  /** The origin takes a free port, and the services the ones after it. */
  static async create() {
    return new Installation(await freePorts(SERVICES.length + 1));
  }

  /** Starts it, and lets the command line in. */
  async up() {
    await run('npm run --silent distributed -- up', this.env);
    const { jwtSecret } = JSON.parse(readFileSync(join(this.folder, 'secrets.json'), 'utf8'));
    const mint = 'npx assay token --role admin --subject drill --hours 4';
    const token = await run(mint, { ...this.env, JWT_SECRET: jwtSecret }, () => undefined);
    this.env.ASSAY_TOKEN = token.trim();
  }

  down() {
    return run('npm run --silent distributed -- down', this.env);
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

  /** The most memory that each service has had, in MiB. */
  peakMemory() {
    const file = join(this.folder, 'distributed', `${this.name}.json`);
    const { pids } = JSON.parse(readFileSync(file, 'utf8'));
    return Object.fromEntries(SERVICES.map((service) => [service, peakMemoryOf(pids[service])]));
  }

  async messages() {
    const { items } = await this.call('/api/v1/admin/services/event-ingest/topics');
    return Object.fromEntries(
      items.filter(({ kind }) => kind === 'decision').map(({ name, messages }) => [name, messages]),
    );
  }

  async inServer(work) {
    const client = new pg.Client({ connectionString: this.adminUrl });
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  }

  /** Every database and every key of Redis: only the topics are left. */
  async loseEverythingButTheTopics() {
    await this.inServer((client) =>
      client.query(`DROP DATABASE ${client.escapeIdentifier(this.name)} WITH (FORCE)`),
    );
    await this.forgetRedis();
    rmSync(join(this.folder, 'distributed', this.name), { recursive: true, force: true });
  }

  async forgetRedis() {
    const redis = new Redis(this.redisUrl);
    await redis.flushdb();
    await redis.quit();
  }

  async remove() {
    await this.down();
    await this.inServer((client) =>
      client.query(`DROP DATABASE IF EXISTS ${client.escapeIdentifier(this.name)} WITH (FORCE)`),
    );
    await deleteTopics(this.env.KAFKA_BROKERS, `${this.name}.`);
    rmSync(this.folder, { recursive: true, force: true });
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
