import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts } from '../free-ports.mjs';
import { secretsOf, startStandaloneProcess, stopProcess } from '../standalone-process.mjs';
import { callerOf } from './caller.mjs';
import { memoryOf } from './resident-memory.mjs';

/** Starts an empty standalone in a folder of its own; `call` GETs a path or sends a body as an administrator. */
export const startStandalone = async () => {
  const root = mkdtempSync(join(tmpdir(), 'assay-bench-'));
  const data = join(root, 'data');
  const port = await freePorts(1);
  const child = await startStandaloneProcess({ data, port });
  const stop = async () => {
    await stopProcess(child);
    rmSync(root, { recursive: true, force: true });
  };
  const call = callerOf(`http://127.0.0.1:${port}`, secretsOf(data).adminToken);
  return { call, memory: () => memoryOf(child.pid), stop };
};
