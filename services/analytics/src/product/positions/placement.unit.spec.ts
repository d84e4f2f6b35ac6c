import { placementOf } from './placement.js';

const shown = (attributes: Readonly<Record<string, unknown>> | undefined, name = 'impression') =>
  placementOf({ kind: 'interaction', time: 0, name, micros: 0, attributes });

describe('what was shown or clicked', () => {
  it.each([
    [{ position: 3, itemId: 'a' }, 3, 'a'],
    [{ position: '3', item_id: 17 }, 3, '17'],
    [{ position: 0, productId: 'p' }, 0, 'p'],
    [{ position: 5_000, item: 'x' }, 1_000, 'x'],
    [{ position: -1 }, -1, ''],
    [{ position: 1.5, itemId: null }, -1, ''],
    [{ position: '1e3', itemId: {} }, -1, ''],
    [{ itemId: 'a\0\u001fb' }, -1, 'ab'],
    [undefined, -1, ''],
  ])('is placed by its attributes: %j', (attributes, position, item) => {
    expect(shown(attributes)).toMatchObject({ position, item, kind: 'impressions' });
  });

  it('is nothing else', () => {
    expect(shown({ position: 1 }, 'purchase')).toBeUndefined();
    expect(shown({ position: 1 }, 'constructor')).toBeUndefined();
    expect(shown({ position: 1 }, 'click')).toMatchObject({ kind: 'clicks' });
  });
});
