import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import pg from 'pg';
import { infrastructure } from '../distributed/settings.mjs';
import { deleteTopics } from '../services/topics.mjs';
import { freePorts } from '../support/free-ports.mjs';
import { peakMemoryOf } from '../support/bench/resident-memory.mjs';
import { run } from './runbook.mjs';
import { SERVICES, System } from './system.mjs';

/** A Redis database that nothing else on this machine should use. */
const REDIS_DATABASE = 11;

/** An installation of its own on the services of this machine, with everything that the commands need to find it. */
export class Installation extends System {
  constructor(port) {
    const { kafkaBrokers, redisUrl, adminUrl } = infrastructure();
    const name = `drill_${randomBytes(3).toString('hex')}`;
    const folder = mkdtempSync(join(tmpdir(), 'assay-drill-'));
    super(`http://127.0.0.1:${port}`, {
      DISTRIBUTED_NAME: name,
      DISTRIBUTED_PORT: String(port),
      SERVICES_DIR: folder,
      KAFKA_BROKERS: kafkaBrokers,
      DATABASE_URL: adminUrl,
      REDIS_URL: `${redisUrl}/${REDIS_DATABASE}`,
    });
    Object.assign(this, { name, folder, adminUrl });
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

  /** The most memory that each service has had, in MiB. */
  peakMemory() {
    const file = join(this.folder, 'distributed', `${this.name}.json`);
    const { pids } = JSON.parse(readFileSync(file, 'utf8'));
    return Object.fromEntries(SERVICES.map((service) => [service, peakMemoryOf(pids[service])]));
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

  /** Stops it; what the topics do not hold is gone. */
  async loseAllButTheLog() {
    await this.down();
    await this.loseEverythingButTheTopics();
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
    const redis = new Redis(this.env.REDIS_URL);
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
