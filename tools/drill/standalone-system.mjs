import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { peakMemoryOf } from '../support/bench/resident-memory.mjs';
import { freePorts } from '../support/free-ports.mjs';
import { secretsOf, startStandaloneProcess, stopProcess } from '../support/standalone-process.mjs';
import { System } from './system.mjs';

/** All but the log, which is a schema of its own. */
const SCHEMAS = `SELECT nspname AS schema FROM pg_namespace
  WHERE nspname !~ '^(pg_|bus$|public$|information_schema$)'`;

/** Everything in one process, in a folder of its own. */
export class StandaloneSystem extends System {
  constructor(port) {
    super(`http://127.0.0.1:${port}`, {});
    this.folder = mkdtempSync(join(tmpdir(), 'assay-drill-'));
    this.data = join(this.folder, '.assay');
  }

  static async create() {
    return new StandaloneSystem(await freePorts(1));
  }

  async up() {
    this.process = await startStandaloneProcess({ data: this.data, port: new URL(this.url).port });
    this.env.ASSAY_TOKEN = secretsOf(this.data).adminToken;
  }

  async down(signal) {
    if (this.process !== undefined) await stopProcess(this.process, signal);
  }

  /** Every table but those of the log, while it runs; then it is killed. */
  async loseAllButTheLog() {
    const pidFile = readFileSync(join(this.data, 'postgres', 'cluster', 'postmaster.pid'), 'utf8');
    const client = new pg.Client({
      host: '127.0.0.1',
      port: Number(pidFile.split('\n')[3]),
      user: 'postgres',
      password: secretsOf(this.data).postgresPassword,
      database: 'assay',
    });
    await client.connect();
    try {
      const { rows } = await client.query(SCHEMAS);
      for (const { schema } of rows)
        await client.query(`DROP SCHEMA ${client.escapeIdentifier(schema)} CASCADE`);
    } finally {
      await client.end();
    }
    await this.down('SIGKILL');
  }

  peakMemory() {
    return { standalone: peakMemoryOf(this.process.pid) };
  }

  async remove() {
    await this.down();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
