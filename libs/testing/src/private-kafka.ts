import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { freeNeighbours } from './free-port.js';

const run = promisify(execFile);
const TOOL = pathToFileURL(resolve('tools/services/kafka.mjs')).href;
// The broker's programs, where they have been fetched already.
const PROGRAMS = resolve('.services/kafka/libs');

/**
 * A broker for one test alone, which may stop and start it. It needs Java, and fetches the broker's programs where
 * `npm run services -- up` has not.
 *
 * @example
 * const kafka = await PrivateKafka.started();
 * // connect to 127.0.0.1:kafka.port
 * await kafka.stop();
 * await kafka.start();
 * await kafka.remove();
 */
export class PrivateKafka {
  private readonly folder = mkdtempSync(join(tmpdir(), 'assay-kafka-'));
  private pid = 0;

  private constructor(readonly port: number) {
    mkdirSync(join(this.folder, 'kafka'));
    if (existsSync(PROGRAMS)) symlinkSync(PROGRAMS, join(this.folder, 'kafka', 'libs'));
  }

  static async started(): Promise<PrivateKafka> {
    const kafka = new PrivateKafka(await freeNeighbours());
    await kafka.start();
    return kafka;
  }

  async start(): Promise<void> {
    const printed = await this.tool(`console.log(await kafka.start(${String(this.port)}))`);
    this.pid = Number(printed.trim().split('\n').at(-1));
  }

  async stop(): Promise<void> {
    await this.tool(`await kafka.stop(${String(this.pid)})`);
  }

  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async tool(code: string): Promise<string> {
    const script = `import { kafka } from ${JSON.stringify(TOOL)};\n${code};\nprocess.exit(0);`;
    const env = { ...process.env, NODE_OPTIONS: '', SERVICES_DIR: this.folder };
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script], { env });
    return stdout;
  }
}
