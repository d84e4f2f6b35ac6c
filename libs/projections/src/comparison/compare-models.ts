import type { PoolClient } from 'pg';
import { escapeIdentifier } from 'pg';
import type { ProjectionDefinition } from '../definition.js';
import type { Generation } from '../generations/generation.js';
import type { ModelRow } from './row-bag.js';
import { RowBag } from './row-bag.js';
import type { RowDifference } from './row-differences.js';
import { pairRows } from './row-differences.js';

/** What two generations do not have in common in the answer to one hash query. */
export interface QueryDifferences {
  /** The tables that the query reads. */
  readonly tables: string;
  readonly rows: number;
  readonly differences: readonly RowDifference[];
  /** More of them were there; the comparison of this query ended early. */
  readonly isCut: boolean;
}

const PAGE = 2_000;
const MOST = 200;
const asText = { getTypeParser: () => (value: string) => value };

const CREATED = /CREATE\s+(?:UNLOGGED\s+)?TABLE\s+"?([a-z_]+)"?/gi;

/** The projection's tables that a query names. */
export function tablesRead(query: string, { tables }: Pick<ProjectionDefinition, 'tables'>): string {
  const names = tables.flatMap((ddl) => [...ddl.matchAll(CREATED)].flatMap(([, name]) => name ?? []));
  const read = names.filter((name) => new RegExp(`\\b${name}\\b`).test(query));
  return read.length === 0 ? 'the model' : read.join(', ');
}

async function open(client: PoolClient, cursor: string, query: string, tablesIn: string): Promise<void> {
  await client.query(`SET LOCAL search_path = ${escapeIdentifier(tablesIn)}`);
  await client.query(`DECLARE ${cursor} NO SCROLL CURSOR FOR ${query}`);
}

async function fetchPage(client: PoolClient, cursor: string): Promise<readonly ModelRow[]> {
  const { rows } = await client.query<ModelRow>({
    text: `FETCH ${String(PAGE)} FROM ${cursor}`,
    types: asText,
  });
  return rows;
}

async function compareQuery(
  client: PoolClient,
  query: string,
  [live, scratch]: readonly [string, string],
): Promise<Omit<QueryDifferences, 'tables'>> {
  await open(client, 'live_rows', query, live);
  await open(client, 'scratch_rows', query, scratch);
  const bag = new RowBag();
  let rows = 0;
  for (let more = true; more && bag.size <= MOST + 2 * PAGE;) {
    const ofLive = await fetchPage(client, 'live_rows');
    const ofScratch = await fetchPage(client, 'scratch_rows');
    for (const row of ofLive) bag.add(row, 1);
    for (const row of ofScratch) bag.add(row, -1);
    rows += ofLive.length;
    more = ofLive.length === PAGE || ofScratch.length === PAGE;
  }
  await client.query('CLOSE live_rows; CLOSE scratch_rows');
  const isCut = bag.size > MOST;
  return { rows, differences: pairRows(bag.rest(1).slice(0, MOST), bag.rest(-1).slice(0, MOST)), isCut };
}

/**
 * Compares two generations of a projection row by row, by the answers to its hash queries, on the snapshot that the
 * client has. Takes memory for a page of rows and the differences.
 */
export async function* compareModels(
  client: PoolClient,
  definition: Pick<ProjectionDefinition, 'hashQueries' | 'tables'>,
  { live, scratch }: Readonly<Record<'live' | 'scratch', Pick<Generation, 'tablesIn'>>>,
): AsyncGenerator<QueryDifferences> {
  await client.query(`SET LOCAL TimeZone = 'UTC'; SET LOCAL extra_float_digits = 1`);
  for (const query of definition.hashQueries) {
    const compared = await compareQuery(client, query, [live.tablesIn, scratch.tablesIn]);
    yield { tables: tablesRead(query, definition), ...compared };
  }
}
