import type { PrometheusConfig } from '@assay/platform';
import { readMatrix } from './read-matrix.js';
import { SourceFailedError } from './source-failed.error.js';

/** Points of a query from one instant to another; milliseconds since 1970. */
export interface Range {
  readonly from: number;
  readonly to: number;
  readonly stepMs: number;
}

const PATIENCE_MS = 10_000;
const LARGEST_ANSWER = 4 * 2 ** 20;

/**
 * Asks a Prometheus for the points of a query. Requests go to the configured server alone: a query is a parameter,
 * and an answer that points elsewhere is refused.
 * @see https://prometheus.io/docs/prometheus/latest/querying/api/#range-queries
 */
export class Prometheus {
  constructor(private readonly options: PrometheusConfig | undefined) {}

  get isConfigured(): boolean {
    return this.options !== undefined;
  }

  /** @throws SourceFailedError with what came instead of points */
  async range(query: string, { from, to, stepMs }: Range): Promise<readonly number[]> {
    if (this.options === undefined) throw new SourceFailedError('PROMETHEUS_URL is not set');
    const { baseUrl, bearerToken } = this.options;
    const url = new URL(`${baseUrl.replace(/\/$/, '')}/api/v1/query_range`);
    const seconds = { start: from / 1000, end: to / 1000, step: stepMs / 1000 };
    url.searchParams.set('query', query);
    for (const [name, value] of Object.entries(seconds)) url.searchParams.set(name, String(value));
    const headers: Record<string, string> =
      bearerToken === undefined ? {} : { authorization: `Bearer ${bearerToken}` };
    return readMatrix(await textOf(url, headers));
  }
}

async function textOf(url: URL, headers: Readonly<Record<string, string>>): Promise<string> {
  try {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const answer = await fetch(url, { redirect: 'error', signal, headers });
    return await limited(answer);
  } catch (error) {
    if (error instanceof SourceFailedError) throw error;
    // What fetch says may hold the address: users of a release need not know it.
    throw new SourceFailedError('Prometheus did not answer', error);
  }
}

/** Errors of a query come with a status of 400 or 422 and say what is wrong in their body. */
async function limited(answer: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of (answer.body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > LARGEST_ANSWER) throw new SourceFailedError('the answer of Prometheus is larger than 4 MiB');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
