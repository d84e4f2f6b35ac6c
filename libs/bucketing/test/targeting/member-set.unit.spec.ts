import { MemberSet, MemberSetBuilder, MOST_MEMBERS } from '../../src/index.js';

const member = (index: number): string => `customer-${String(index)}`;

describe('MemberSet', () => {
  it('has its members and nobody else', () => {
    const set = MemberSet.of(['a', 'é', '日本語', '']);
    expect(['a', 'é', '日本語', ''].map((each) => set.has(each))).toEqual([true, true, true, true]);
    expect(['b', 'e', 'é '].map((each) => set.has(each))).toEqual([false, false, false]);
    expect(set.size).toBe(4);
  });

  it('counts a repeated member once', () => {
    expect(MemberSet.of(['a', 'b', 'a', 'a']).size).toBe(2);
  });

  it('is empty for nobody', () => {
    const set = MemberSet.of([]);
    expect([set.size, set.has(''), set.bytes.length]).toEqual([0, false, 0]);
  });

  it('is the same set after being kept as bytes, at any place in memory', () => {
    const set = MemberSet.of(Array.from({ length: 1_000 }, (_, index) => member(index)));
    const inside = new Uint8Array(set.bytes.length + 3);
    inside.set(set.bytes, 3);
    const again = MemberSet.fromBytes(inside.subarray(3));
    expect(again.size).toBe(1_000);
    expect(again.has(member(7))).toBe(true);
    expect(again.has(member(1_000))).toBe(false);
  });

  it('has the same bytes whatever the order of its members', () => {
    const members = Array.from({ length: 500 }, (_, index) => member(index));
    expect(MemberSet.of(members.toReversed()).bytes).toEqual(MemberSet.of(members).bytes);
  });
});

describe('a million members', () => {
  const builder = new MemberSetBuilder();
  for (let index = 0; index < MOST_MEMBERS; index += 1) builder.add(member(index));
  const set = builder.build();

  it('take 8 bytes each', () => {
    expect(set.size).toBe(1_000_000);
    expect(set.bytes.byteLength).toBe(8_000_000);
    expect(set.bytes.buffer.byteLength).toBe(8_000_000);
  });

  it('are found, and of a million strangers nobody is', () => {
    let [found, mistaken] = [0, 0];
    for (let index = 0; index < MOST_MEMBERS; index += 1) {
      if (set.has(member(index))) found += 1;
      if (set.has(member(MOST_MEMBERS + index))) mistaken += 1;
    }
    expect([found, mistaken]).toEqual([1_000_000, 0]);
  });

  it('are the most: one more is not taken', () => {
    expect(builder.add('one more')).toBe(false);
    expect(builder.build().has('one more')).toBe(false);
  });
});
