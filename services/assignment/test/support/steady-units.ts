import { eventually } from '@assay/testing';
import type { AssignmentApp } from './assignment-app.js';

const AT_ONCE = 25;

export interface Given {
  readonly unit: string;
  readonly status: number;
  readonly variant: string;
  readonly reason: string;
  readonly milliseconds: number;
}

export const unitsNamed = (prefix: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}-${String(index)}`);

/** A client application that asks for many units, some at a time. */
export class Asking {
  private constructor(
    private readonly key: string,
    private readonly experiment: string,
  ) {}

  static async of(service: AssignmentApp, experiment: string): Promise<Asking> {
    const made = { name: `asking for ${experiment}`, scopes: ['evaluate'] };
    const { body } = await service.call<{ key: string }>('POST', '/api/v1/admin/api-keys', made);
    const asking = new Asking(body.key, experiment);
    await eventually(async () => (await asking.one(service, 'first')).status === 200);
    return asking;
  }

  async one({ app }: AssignmentApp, unit: string): Promise<Given> {
    const started = performance.now();
    const answer = await app.inject({
      method: 'POST',
      url: '/api/v1/experiments/assign',
      headers: { authorization: `Bearer ${this.key}` },
      payload: { experiment: this.experiment, unit },
    });
    const { variant, reason } = answer.json<{ variant: string; reason: string }>();
    return { unit, status: answer.statusCode, variant, reason, milliseconds: performance.now() - started };
  }

  async all(service: AssignmentApp, units: readonly string[]): Promise<readonly Given[]> {
    const given: Given[] = [];
    for (let from = 0; from < units.length; from += AT_ONCE)
      given.push(
        ...(await Promise.all(units.slice(from, from + AT_ONCE).map((unit) => this.one(service, unit)))),
      );
    return given;
  }

  /** On a busy machine a look-up may be too slow, and its answer provisional: then the unit asks again. */
  async settled(service: AssignmentApp, units: readonly string[]): Promise<readonly Given[]> {
    const settled = new Map<string, Given>();
    await eventually(
      async () => {
        const open = units.filter((unit) => !settled.has(unit));
        for (const each of await this.all(service, open))
          if (each.status !== 200 || each.reason !== 'provisional') settled.set(each.unit, each);
        return settled.size === units.length;
      },
      { timeoutMs: 90_000 },
    );
    return units.flatMap((unit) => settled.get(unit) ?? []);
  }
}

/** Units that were given another variant than before. */
export const moved = (before: readonly Given[], after: readonly Given[]): readonly string[] => {
  const variants = new Map(before.map(({ unit, variant }) => [unit, variant]));
  return after.filter(({ unit, variant }) => variants.get(unit) !== variant).map(({ unit }) => unit);
};

export const failed = (given: readonly Given[]): readonly Given[] =>
  given.filter(({ status }) => status !== 200);
