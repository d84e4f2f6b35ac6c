import { InvalidFieldError } from '../errors/invalid-field.error.js';
import { UnknownShapeError } from '../errors/unknown-shape.error.js';

export type Fields = Readonly<Record<string, unknown>>;

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const has = (inputs: Fields, ...names: readonly string[]): boolean =>
  names.every((name) => inputs[name] !== undefined);

export function num(inputs: Fields, name: string): number {
  const value = inputs[name];
  if (typeof value !== 'number') throw new InvalidFieldError(name, 'a number');
  return value;
}

export const optionalNum = (inputs: Fields, name: string): number | undefined =>
  inputs[name] === undefined ? undefined : num(inputs, name);

export function text(inputs: Fields, name: string): string {
  const value = inputs[name];
  if (typeof value !== 'string') throw new InvalidFieldError(name, 'a text');
  return value;
}

export function numbers(inputs: Fields, name: string): number[] {
  const value = inputs[name];
  if (!Array.isArray(value) || !value.every((entry) => typeof entry === 'number'))
    throw new InvalidFieldError(name, 'a list of numbers');
  return value;
}

/** A list of objects. */
export function listOf(inputs: Fields, name: string): Fields[] {
  const value = inputs[name];
  if (!Array.isArray(value) || !value.every(isFields)) throw new InvalidFieldError(name, 'a list of objects');
  return value;
}

export function fields(inputs: Fields, name: string): Fields {
  const value = inputs[name];
  if (!isFields(value)) throw new InvalidFieldError(name, 'an object');
  return value;
}

/** The value, when it is one of those a capability knows. */
export function oneOf<const Choice extends string>(
  inputs: Fields,
  name: string,
  choices: readonly Choice[],
): Choice | undefined {
  const value = inputs[name];
  if (value === undefined) return undefined;
  const known = choices.find((choice) => choice === value);
  if (known === undefined) throw new InvalidFieldError(name, `one of ${choices.join(', ')}`);
  return known;
}

/** One of the input shapes of a capability, known by the fields that are there. */
export interface Shape {
  readonly requires: readonly string[];
  readonly run: (inputs: Fields) => object;
}

/** Runs the first shape whose fields are all there: the more particular ones stand first. */
export function runShape(capability: string, shapes: readonly Shape[], inputs: Fields): object {
  const shape = shapes.find(({ requires }) => has(inputs, ...requires));
  if (shape === undefined) throw new UnknownShapeError(capability, Object.keys(inputs));
  return shape.run(inputs);
}
