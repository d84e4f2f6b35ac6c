import type { EventSelector, MetricSpec } from '@assay/contracts';
import { FeatureDefined, FunnelDefined, metricProblem, PowerUsersDefined } from '@assay/contracts';
import { bodySchema, compileCheck, ValidationProblem } from '@assay/platform';
import { badReference } from '../definition-problems.js';
import type { Definition, DefinitionKind } from '../product-report.decider.js';

/** Under which address each kind is found. */
export const COLLECTIONS: Readonly<Record<string, DefinitionKind>> = {
  features: 'feature',
  funnels: 'funnel',
  'power-users': 'power-users',
};

const CHECKS = {
  feature: compileCheck(FeatureDefined.data),
  funnel: compileCheck(FunnelDefined.data),
  'power-users': compileCheck(PowerUsersDefined.data),
} as const;

const DEFAULTS = {
  feature: {},
  funnel: { windowHours: 7 * 24 },
  'power-users': { share: 0.1, features: [] },
} as const;

const { features } = PowerUsersDefined.data.properties;
const supplied = (kind: DefinitionKind) => ({
  address: ['key'],
  defaults: { name: undefined, ...DEFAULTS[kind] },
});

/** What bodies have, by the kind that they define. */
export const BODIES = {
  feature: bodySchema(FeatureDefined.data, supplied('feature')),
  funnel: bodySchema(FunnelDefined.data, supplied('funnel')),
  'power-users': bodySchema(
    {
      ...PowerUsersDefined.data,
      properties: {
        ...PowerUsersDefined.data.properties,
        features: { ...features, items: features.items.properties.key },
      },
    },
    supplied('power-users'),
  ),
} as const;

const objectOf = (body: unknown): Readonly<Record<string, unknown>> =>
  typeof body === 'object' && body !== null ? (body as Readonly<Record<string, unknown>>) : {};

/**
 * The definition in a body, under the key of the address.
 * @param use the interaction that is a use of a feature, by the key of the feature
 * @throws ValidationProblem, UnprocessableProblem
 */
export async function definitionFrom(
  kind: DefinitionKind,
  key: string,
  body: unknown,
  use: (feature: string) => Promise<EventSelector | undefined>,
): Promise<Definition> {
  const given = objectOf(body);
  const features = kind === 'power-users' ? await featuresOf(given['features'], use) : {};
  const data = { name: key, ...DEFAULTS[kind], ...given, ...features, key };
  const problem = CHECKS[kind](data);
  if (problem !== undefined) throw new ValidationProblem([problem]);
  const definition = { kind, data } as unknown as Definition;
  for (const [path, selector] of selectorsOf(definition)) refuseEmptyRange(path, selector);
  return definition;
}

/** Features are named by their keys; what counts as a use of them is taken from their definitions. */
async function featuresOf(
  given: unknown,
  use: (feature: string) => Promise<EventSelector | undefined>,
): Promise<object> {
  if (!Array.isArray(given)) return given === undefined ? {} : { features: given };
  const features: unknown[] = [];
  for (const [place, key] of given.entries()) {
    const path = `features[${String(place)}]`;
    if (typeof key !== 'string')
      throw new ValidationProblem([{ path, value: key, message: 'must be the key of a feature' }]);
    const selector = await use(key);
    if (selector === undefined)
      throw badReference('FEATURE_NOT_FOUND', path, key, `names the feature "${key}", which is not defined`);
    features.push({ key, use: selector });
  }
  return { features };
}

function selectorsOf({ kind, data }: Definition): readonly (readonly [string, EventSelector])[] {
  switch (kind) {
    case 'feature': {
      const named = (['view', 'use', 'complete', 'refer', 'convert', 'session'] as const).map(
        (name) => [name, data[name]] as const,
      );
      return named.flatMap(([name, selector]) => (selector === undefined ? [] : [[name, selector] as const]));
    }
    case 'funnel':
      return data.steps.map((step, place) => [`steps[${String(place)}]`, step] as const);
    case 'power-users':
      return data.uses.map((selector, place) => [`uses[${String(place)}]`, selector] as const);
  }
}

function refuseEmptyRange(path: string, { event, where }: EventSelector): void {
  if (where === undefined) return;
  const spec: MetricSpec = {
    key: 'any',
    type: 'count',
    event,
    direction: 'increase',
    windowHours: null,
    where,
  };
  const problem = metricProblem(spec);
  if (problem !== undefined)
    throw badReference(problem.code, `${path}.${problem.path}`, problem.value, problem.detail);
}

const VERSION = /^(?:W\/)?"?(\d{1,9})"?$/;

/**
 * The version that `If-Match` asks for, 0 for a definition that must be new; none without the header and for `*`.
 * @throws ValidationProblem for what is no version
 */
export function versionAsked(header: string | undefined): number | undefined {
  if (header === undefined || header === '*') return undefined;
  const version = VERSION.exec(header)?.[1];
  if (version !== undefined) return Number(version);
  throw new ValidationProblem([{ path: 'If-Match', value: header, message: 'must be a version, as "3"' }]);
}
