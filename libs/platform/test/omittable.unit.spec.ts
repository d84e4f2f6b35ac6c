import { plainToInstance, Type } from 'class-transformer';
import { IsInt, IsOptional, ValidateNested, validateSync } from 'class-validator';
import { Omittable } from '../src/index.js';

class Inner {
  @Omittable()
  @IsInt()
  count?: number;
}

class Outer {
  @Omittable()
  @ValidateNested()
  @Type(() => Inner)
  inner?: Inner;

  // Control: what class-validator has lets null through.
  @IsOptional()
  @IsInt()
  other?: number;
}

const read = (body: object): Outer => plainToInstance(Outer, body);

describe('a field that may be left out', () => {
  it('is undefined where it is null, also a nested one', () => {
    expect(read({ inner: null, other: null })).toEqual({ inner: undefined, other: null });
    expect(read({ inner: { count: null } }).inner?.count).toBeUndefined();
    expect(validateSync(read({ inner: { count: null } }))).toEqual([]);
  });

  it('is held against its rules otherwise', () => {
    expect(read({ inner: { count: 0 } }).inner).toEqual({ count: 0 });
    expect(validateSync(read({ inner: { count: '3' } }))).toHaveLength(1);
    expect(validateSync(read({ inner: { count: '' } }))).toHaveLength(1);
  });
});
