import type { EventEnvelope } from '@assay/contracts';
import { messageKey, TOPICS } from '@assay/contracts';
import type { ModelReader, Projections, Transaction } from '@assay/projections';
import { Client } from 'pg';
import { ActivationCounts } from '../../src/counting/activation-counts.js';
import { OutcomeReader } from '../../src/outcomes/outcome-reader.js';
import { outcomesProjection } from '../../src/outcomes/outcomes.projection.js';
import { UnitHistories } from '../../src/outcomes/unit-histories.js';
import { StatisticsReader } from '../../src/counting/statistics-reader.js';

const [LIVES, OUTCOMES] = [TOPICS.rollouts.name, TOPICS.interactions.name];
const nothing = () => Promise.resolve();

/** The read model of outcomes on tables of its own, driven batch by batch without a bus. */
export class CountedOutcomes {
  private readonly definition = outcomesProjection(() => undefined);
  private readonly offsets = new Map<string, number>();
  readonly histories: UnitHistories;
  readonly statistics: StatisticsReader;
  readonly activation: ActivationCounts;

  private constructor(
    private readonly client: Client,
    private readonly schema: string,
  ) {
    this.histories = new UnitHistories(this.models);
    this.statistics = new StatisticsReader(this.models, this.histories);
    this.activation = new ActivationCounts(this.statistics, new OutcomeReader(this.models));
  }

  static async create(url: string): Promise<CountedOutcomes> {
    const client = new Client({ connectionString: url });
    await client.connect();
    const schema = `outcomes_${String(process.hrtime.bigint())}`;
    await client.query(`CREATE SCHEMA ${schema}; SET search_path = ${schema}`);
    const counted = new CountedOutcomes(client, schema);
    for (const statement of counted.definition.tables) await client.query(statement);
    return counted;
  }

  async drop(): Promise<void> {
    await this.client.query(`DROP SCHEMA ${this.schema} CASCADE`);
    await this.client.end();
  }

  readonly query: Transaction['query'] = async <Row>(sql: string, parameters: readonly unknown[] = []) =>
    (await this.client.query(sql, [...parameters])).rows as readonly Row[];

  lives(events: readonly EventEnvelope[]): Promise<void> {
    return this.apply(LIVES, 0, events);
  }

  outcomes(partition: number, events: readonly EventEnvelope[]): Promise<void> {
    return this.apply(OUTCOMES, partition, events);
  }

  /** One piece. */
  async settle(partition: number): Promise<boolean> {
    return (await this.definition.settling?.settle(this.scope(OUTCOMES, partition))) ?? true;
  }

  async settleAll(partitions: readonly number[]): Promise<void> {
    for (const partition of partitions) while (!(await this.settle(partition)));
  }

  /** The rows that make the hash of the model. */
  async hashed(): Promise<readonly (readonly unknown[])[]> {
    const rows: (readonly unknown[])[] = [];
    for (const sql of this.definition.hashQueries) rows.push(await this.query(sql));
    return rows;
  }

  private get models(): Projections {
    const { version } = this.definition;
    const completeness = () => Promise.resolve({ completeTo: null, positions: [] });
    const model = { generation: { version }, query: this.query, completeness } as unknown as ModelReader;
    const read = (_name: string, work: (reader: ModelReader) => Promise<unknown>) => work(model);
    return { read } as Projections;
  }

  private scope(topic: string, partition: number) {
    return { topic, partition, tenure: {}, query: this.query, emit: nothing, copy: nothing };
  }

  private async apply(topic: string, partition: number, events: readonly EventEnvelope[]): Promise<void> {
    const place = `${topic}/${String(partition)}`;
    const from = this.offsets.get(place) ?? 0;
    this.offsets.set(place, from + events.length);
    const delivered = events.map((event, nth) => ({
      ...{ topic, partition, offset: from + nth, event, key: messageKey(event), appendedAt: 0 },
    }));
    await this.definition.apply(delivered, this.scope(topic, partition));
  }
}
