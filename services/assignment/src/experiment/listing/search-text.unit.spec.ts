import { DESIGN } from '../../../test/support/experiment-story.js';
import { searchPatterns, searchText } from './search-text.js';

const finds = (search: string, changes = {}): boolean => {
  const text = searchText({ ...DESIGN, ...changes });
  const contains = (pattern: string) => text.includes(pattern.slice(1, -1).replaceAll(/\\(.)/g, '$1'));
  return searchPatterns(search).every(contains);
};

describe('a search', () => {
  it.each([
    ['a part of the name', 'button', {}],
    ['another case', 'CHECKOUT', {}],
    ['words in any order', 'sells green', {}],
    ['without accents', 'grosse', { name: 'Größe'.replace('ß', 'ss') }],
    ['tags and owner', 'shop team-a', { tags: ['shop'], owner: 'team-a' }],
    ['nothing', '  ', {}],
    ['signs that patterns use', '100%_', { hypothesis: 'up by 100%_x' }],
  ])('finds %s', (_, search, changes) => {
    expect(finds(search, changes)).toBe(true);
  });

  it('needs every word', () => {
    expect(finds('green bananas')).toBe(false);
  });

  it('takes signs of patterns literally', () => {
    expect(searchPatterns('50%_\\')).toEqual([String.raw`%50\%\_\\%`]);
  });
});
