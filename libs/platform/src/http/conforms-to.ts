import 'reflect-metadata';
import { ValidateBy } from 'class-validator';
import type { SchemaCheck } from './schema-validator.js';
import { compileCheck } from './schema-validator.js';

const CHECK = Symbol('conformsTo');

/** A field that a JSON schema takes; what is refused names the place within it that is wrong, and its value. */
export function ConformsTo(schema: object): PropertyDecorator {
  const check = compileCheck(schema);
  const validates = ValidateBy({
    name: 'conformsTo',
    // For whoever documents the field.
    constraints: [schema],
    validator: { validate: (value) => check(value) === undefined },
  });
  return (target, property) => {
    Reflect.defineMetadata(CHECK, check, target, property);
    validates(target, property);
  };
}

/** What {@link ConformsTo} looks at a field with, if it does. */
export const conformityOf = (target: object, property: string): SchemaCheck | undefined =>
  Reflect.getMetadata(CHECK, target, property) as SchemaCheck | undefined;
