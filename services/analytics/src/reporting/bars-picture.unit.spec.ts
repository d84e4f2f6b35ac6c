import { barsPicture } from './bars-picture.js';

const widths = (text: string) =>
  [...text.matchAll(/width="([\d.]+)" height/g)].map(([, width]) => Number(width));

describe('a picture of shares', () => {
  it('has bars in the width of the whole', () => {
    const rows = [1, 0.5, 0, null].map((share) => ({ label: 'a', share, text: 'b' }));
    const [whole = 0, ...others] = widths(barsPicture(rows).text);
    expect(whole).toBeGreaterThan(0);
    expect(others).toEqual([whole, whole, whole / 2, whole, 0, whole, 0]);
  });

  it('says what each is, as text', () => {
    const { text } = barsPicture([{ label: '<b>', share: 1, text: '197 (52.67 %)' }]);
    expect(text).toContain('&lt;b&gt;');
    expect(text).toContain('197 (52.67 %)');
  });
});
