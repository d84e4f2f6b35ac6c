import type { TSchema } from '@sinclair/typebox';
import { Type } from '@sinclair/typebox';

/** One of some words. */
export const oneOf = <Name extends string>(...names: readonly Name[]) =>
  Type.Union(names.map((name) => Type.Literal(name)));

export const orNull = <Schema extends TSchema>(schema: Schema) => Type.Union([schema, Type.Null()]);
