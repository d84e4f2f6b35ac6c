import { LookList } from './look-list.js';

const [one, two] = [
  { project: 'default', flag: 'one' },
  { project: 'default', flag: 'two' },
];

describe('the list of what to look at', () => {
  it('has each flag once, and keeps what is over', () => {
    const list = new LookList();
    list.soon([one, two, one]);
    expect(list.take(0, 1)).toEqual([one]);
    expect(list.take(0, 9)).toEqual([two]);
    expect(list.size).toBe(0);
  });

  it('has a flag again at its time, and before that when something happens', () => {
    const list = new LookList();
    list.again(one, 10);
    expect(list.take(9, 9)).toEqual([]);
    list.soon([one]);
    expect(list.take(9, 9)).toEqual([one]);
    expect(list.take(10, 9)).toEqual([one]);
    expect(list.take(99, 9)).toEqual([]);
  });

  it('lets a flag rest, whatever happens, and has it then', () => {
    const list = new LookList();
    list.soon([one]);
    list.rest(one, 10);
    list.soon([one, two]);
    expect(list.take(9, 9)).toEqual([two]);
    expect(list.take(10, 9)).toEqual([one]);
    expect(list.size).toBe(0);
  });
});
