import 'reflect-metadata';
import { plainToInstance, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsNumber,
  IsOptional,
  IsPositive,
  IsString,
  Length,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateNested,
  validateSync,
} from 'class-validator';
import { shownValue, validationProblem } from '../src/index.js';

class Inner {
  @IsNumber()
  @IsPositive()
  readonly weight!: number;
}

class Body {
  @IsString()
  @Length(1, 200)
  readonly name: unknown = 'a';

  @MaxLength(20)
  @IsString()
  readonly note: unknown = 'a';

  @IsNumber()
  @Min(0)
  @Max(100)
  readonly share: unknown = 1;

  @IsInt()
  @Min(1)
  readonly units: unknown = 1;

  @IsBoolean()
  readonly isControl: unknown = true;

  @IsIn(['a', 'b'])
  readonly kind: unknown = 'a';

  @IsArray()
  @ArrayMaxSize(2)
  @IsString({ each: true })
  @Length(1, 5, { each: true })
  readonly tags: unknown = [];

  @Matches(/^[a-z]+$/, { message: 'must be lower case' })
  readonly key: unknown = 'a';

  @IsNumber()
  @Min(24, { message: 'must be at least $constraint1 hours, so that nights count' })
  readonly hours: unknown = 24;

  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => Inner)
  readonly variants: unknown = [];

  @IsOptional()
  @ValidateNested()
  @Type(() => Inner)
  readonly inner: unknown;
}

const errorsOf = (body: object) =>
  validationProblem(
    validateSync(plainToInstance(Body, body), { whitelist: true, forbidNonWhitelisted: true }),
  ).errors;

describe('what is wrong with a field', () => {
  it.each([
    ['name', 7, 'must be a text of 1 to 200 characters'],
    ['name', '', 'must be a text of at least 1 character'],
    ['name', 'x'.repeat(201), 'must be a text of at most 200 characters'],
    ['note', 7, 'must be a text of at most 20 characters'],
    ['share', 'x', 'must be a number'],
    ['share', 101, 'must be at most 100'],
    ['share', -1, 'must be at least 0'],
    ['units', 'x', 'must be a whole number'],
    ['units', 1.5, 'must be a whole number'],
    ['units', 0, 'must be at least 1'],
    ['isControl', 'yes', 'must be true or false'],
    ['kind', 'c', 'must be one of: a, b'],
    ['tags', 'x', 'must be a list of at most 2'],
    ['key', 'A', 'must be lower case'],
    ['hours', 'x', 'must be a number'],
    ['hours', 3, 'must be at least 24 hours, so that nights count'],
    ['inner', 7, 'must be an object'],
    ['unknown', 7, 'is not a known field'],
  ])('is one sentence: %s %j %s', (path, value, message) => {
    expect(errorsOf({ [path]: value })).toEqual([{ path, value: shownValue(path, value), message }]);
  });

  it('names the elements of a list that are of another type, and their values', () => {
    expect(errorsOf({ tags: ['a', 5] })).toEqual([{ path: 'tags[1]', value: 5, message: 'must be a text' }]);
    expect(errorsOf({ variants: [{ weight: 1 }, 5, { weight: -1 }] })).toEqual([
      { path: 'variants[1]', value: 5, message: 'must be an object' },
      { path: 'variants[2].weight', value: -1, message: 'must be above 0' },
    ]);
  });

  it('is nothing where nothing is', () => {
    expect(validateSync(plainToInstance(Body, {}))).toEqual([]);
  });
});
