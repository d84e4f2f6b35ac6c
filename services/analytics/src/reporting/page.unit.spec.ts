import { tableSection } from './page.js';

describe('a table on a page', () => {
  const page = (cell: string, column: string): string =>
    tableSection('Figures', { columns: ['variant', column], rows: [['b', cell]] }).text;

  it('says in words what is a code in JSON and CSV', () => {
    expect(page('no-units', 'reason')).toContain('there are no units');
    expect(page('small-effective-sample arms-never-logged', 'warnings')).toContain(
      'effective sample is below 100; it would choose arms that were never chosen',
    );
  });

  it('leaves sentences, and names that look like codes, as they are', () => {
    expect(page('a ratio is no mean of rewards', 'reason')).toContain('a ratio is no mean of rewards');
    expect(page('no-units', 'metric')).toContain('>no-units<');
  });
});
