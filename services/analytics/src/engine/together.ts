import { setImmediate } from 'node:timers/promises';

/**
 * What a batch does at the same time. One that fails waits for the others: after its rollback nothing more may be sent.
 * @throws what failed first
 */
export async function together<Results extends readonly unknown[]>(
  ...all: { readonly [Each in keyof Results]: Promise<Results[Each]> }
): Promise<Results> {
  const results = Promise.all(all);
  results.catch(() => undefined);
  await Promise.allSettled(all);
  return results;
}

/** Sends several things in their order, each put into text while the database works on those before; all are waited for. */
export async function inOrder(...sends: readonly (() => Promise<unknown>)[]): Promise<void> {
  const sent: Promise<unknown>[] = [];
  for (const send of sends) {
    await setImmediate();
    const sending = Promise.resolve().then(send);
    sending.catch(() => undefined);
    sent.push(sending);
  }
  await together(...sent);
}

/** Computes something while the database works on what was sent to it before. */
export async function meanwhile<Result>(compute: () => Result | Promise<Result>): Promise<Result> {
  await setImmediate();
  return compute();
}

const PIECE = 64;

/** The same of each of many, in pieces: between them answers are taken in, and what follows on them is sent. */
export async function meanwhileEach<Item, Result>(
  items: readonly Item[],
  compute: (item: Item) => Result,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (let start = 0; start < items.length; start += PIECE) {
    await setImmediate();
    for (const item of items.slice(start, start + PIECE)) results.push(compute(item));
  }
  return results;
}
