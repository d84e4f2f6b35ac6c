import { compileCheck } from '@assay/platform';
import { ValidateBy } from 'class-validator';
import type { ValidationArguments } from 'class-validator';

/** A value that the schema of its event takes; the message says what is wrong, and where within it. */
export function ConformsTo(schema: object): PropertyDecorator {
  const check = compileCheck(schema);
  return ValidateBy({
    name: 'conformsTo',
    validator: {
      validate: (value) => check(value) === undefined,
      defaultMessage: (args?: ValidationArguments) => {
        const problem = check(args?.value);
        const at = problem?.path === undefined || problem.path === '' ? '' : ` at ${problem.path}`;
        return `${args?.property ?? 'value'}${at} ${problem?.message ?? 'is not valid'}`;
      },
    },
  });
}
