import type { ApiClient } from '../../api/api-client.js';
import { ApiProblemError } from '../../errors/api-problem.error.js';
import type { Report } from '../../report/report.js';
import type { SeriesView } from '../../report/views.js';

interface Page {
  readonly items: readonly { readonly key: string }[];
  readonly nextCursor: string | null;
}

const PATH = '/api/v1/admin/experiments';
const at = (key: string): string => `${PATH}/${encodeURIComponent(key)}`;

/** Keys of all experiments that there are. */
export async function experimentKeys(api: ApiClient): Promise<readonly string[]> {
  const keys: string[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const page = (await api.get(`${PATH}?limit=100${cursor === '' ? '' : `&cursor=${cursor}`}`)) as Page;
    keys.push(...page.items.map(({ key }) => key));
    cursor = page.nextCursor;
  }
  return keys;
}

/** The compiled definition that held at a moment; undefined before the experiment was created. */
export async function definitionAt(api: ApiClient, key: string, moment: string): Promise<unknown> {
  try {
    return await api.get(`${at(key)}/definition?at=${encodeURIComponent(moment)}`);
  } catch (error) {
    if (error instanceof ApiProblemError && error.problem.code === 'REVISION_NOT_FOUND') return undefined;
    throw error;
  }
}

interface VariantResult {
  readonly units: number;
  readonly value: number | null;
}

type Results = Readonly<Record<string, VariantResult>>;

const resultsIn = (variants: readonly (VariantResult & { readonly variant: string })[]): Results =>
  Object.fromEntries(variants.map(({ variant, units, value }) => [variant, { units, value }]));

/**
 * What the primary metric had come to at a moment (now, where it is left out), by variant; undefined without a report.
 * Where no snapshot of then is enough, the service reads the log again.
 */
export async function resultsAt(
  api: ApiClient,
  key: string,
  moment: string | undefined,
): Promise<Results | undefined> {
  const query = moment === undefined ? '' : `?asOf=${encodeURIComponent(moment)}`;
  const path = `/api/v1/reports/experiments/${encodeURIComponent(key)}${query}`;
  const report = (await api.find(path)) as Report | undefined;
  const primary = report?.metrics.find(({ isPrimary }) => isPrimary);
  return primary && resultsIn(primary.variants);
}

/** The same by the end of a day, which no service has to read the log for. */
export async function resultsOn(api: ApiClient, key: string, moment: string): Promise<Results | undefined> {
  const day = moment.slice(0, 10);
  const series = (await api.find(
    `/api/v1/reports/experiments/${encodeURIComponent(key)}/series?kind=cumulative&to=${day}`,
  )) as SeriesView | undefined;
  const last = series?.days.at(-1);
  return last && resultsIn(last.variants);
}
