import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { peakMemoryOf } from '../support/bench/resident-memory.mjs';
import { freePorts } from '../support/free-ports.mjs';
import { System } from './system.mjs';

const MAIN = fileURLToPath(new URL('../../services/standalone/dist/main.js', import.meta.url));
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
    const args = [MAIN, '--data', this.data, '--port', new URL(this.url).port, '--empty'];
    const env = { ...process.env, LOG_LEVEL: 'error', HOST: '127.0.0.1' };
    this.process = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
    await new Promise((resolve, reject) => {
      this.process.stdout.setEncoding('utf8').on('data', (text) => {
        if (/Assay (is ready|answers)/.test(text)) resolve();
      });
      this.process.once('exit', (code) => reject(new Error(`it ended with ${code} before it was ready`)));
    });
    this.env.ASSAY_TOKEN = this.secrets().adminToken;
  }

  secrets() {
    return JSON.parse(readFileSync(join(this.data, 'secrets.json'), 'utf8'));
  }

  async down(signal = 'SIGTERM') {
    if (this.process === undefined || this.process.exitCode !== null) return;
    const ended = once(this.process, 'exit');
    this.process.kill(signal);
    await ended;
  }

  /** Every table but those of the log, while it runs; then it is killed. */
  async loseAllButTheLog() {
    const pidFile = readFileSync(join(this.data, 'postgres', 'cluster', 'postmaster.pid'), 'utf8');
    const client = new pg.Client({
      host: '127.0.0.1',
      port: Number(pidFile.split('\n')[3]),
      user: 'postgres',
      password: this.secrets().postgresPassword,
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
