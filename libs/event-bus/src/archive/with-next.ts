/** Each item with the one after it, which is asked for before it is needed; undefined after the last. */
export async function* withNext<Item>(
  items: AsyncGenerator<Item, void>,
): AsyncGenerator<readonly [item: Item, next: Promise<Item | undefined>]> {
  const ask = async (): Promise<Item | undefined> => {
    const { value } = await items.next();
    return value ?? undefined;
  };
  try {
    let item = await ask();
    while (item !== undefined) {
      const next = ask();
      // What is wrong with it is told in its turn.
      next.catch(() => undefined);
      yield [item, next];
      item = await next;
    }
  } finally {
    await items.return();
  }
}
