import type { FieldError } from '@assay/platform';
import { ValidationProblem } from '@assay/platform';
import type { Static } from '@sinclair/typebox';
import { Type } from '@sinclair/typebox';

const MOST_EXPERIMENTS = 100;
const KeyOrNumber = Type.Union([
  Type.String({ minLength: 1, maxLength: 100 }),
  Type.Integer({ minimum: 1, maximum: 2_147_483_647 }),
]);
const UnitId = Type.Union([
  Type.String({ minLength: 1, maxLength: 200 }),
  Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
]);

/** One experiment (`experiment`, by key or number), several (`experiments`), or all that run (neither). */
export const AssignRequest = Type.Object(
  {
    experiment: Type.Optional(KeyOrNumber),
    experimentKey: Type.Optional(KeyOrNumber),
    experimentId: Type.Optional(KeyOrNumber),
    experiments: Type.Optional(Type.Array(KeyOrNumber, { minItems: 1, maxItems: MOST_EXPERIMENTS })),
    unit: Type.Optional(UnitId),
    unitId: Type.Optional(UnitId),
    userId: Type.Optional(UnitId),
    attributes: Type.Optional(Type.Record(Type.String({ maxLength: 100 }), Type.Unknown())),
    exposure: Type.Optional(
      Type.Boolean({
        description:
          'Record the exposure, too: the unit sees its variant with this answer, which holds none to send back.',
      }),
    ),
  },
  { additionalProperties: false },
);
export type AssignRequest = Static<typeof AssignRequest>;

type Name = string | number;

interface Named {
  readonly path: string;
  readonly value: Name;
}

const given = (names: Readonly<Record<string, Name | undefined>>): readonly Named[] =>
  Object.entries(names).flatMap(([path, value]) => (value === undefined ? [] : [{ path, value }]));

const twice = ([first, second]: readonly Named[]): FieldError | undefined =>
  first === undefined || second === undefined || first.value === second.value
    ? undefined
    : { ...second, message: `must be left out, or the same as ${first.path}` };

function refuse(error: FieldError): never {
  throw new ValidationProblem([error]);
}

/** @throws ValidationProblem without a unit, or with two different ones */
export function unitOf({ unit, unitId, userId }: AssignRequest): string {
  // Nearly every request names its unit once, as text.
  if (typeof unit === 'string' && unitId === undefined && userId === undefined) return unit;
  const units = given({ unit, unitId, userId });
  const conflict = twice(units);
  if (conflict !== undefined) refuse(conflict);
  const [only] = units;
  return only === undefined ? refuse({ path: 'unit', message: 'is required' }) : String(only.value);
}

/** The one experiment that is asked for; undefined where several or all are. */
export function experimentOf(request: AssignRequest): string | undefined {
  const { experiment, experimentKey, experimentId, experiments } = request;
  const isNamedOnce = experiments === undefined && experimentKey === undefined && experimentId === undefined;
  if (isNamedOnce) return experiment === undefined ? undefined : String(experiment);
  const named = given({ experiment, experimentKey, experimentId });
  const conflict = twice(named);
  if (conflict !== undefined) refuse(conflict);
  const [only] = named;
  if (only !== undefined && experiments !== undefined)
    refuse({ ...only, message: 'must be left out where "experiments" is given' });
  return only === undefined ? undefined : String(only.value);
}
