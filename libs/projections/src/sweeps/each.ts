/**
 * Does some work for each of several, one after the other; one that fails keeps nobody else waiting.
 * @throws what failed first, after all were tried
 */
export async function each<One>(all: readonly One[], work: (one: One) => Promise<void>): Promise<void> {
  const failures: unknown[] = [];
  for (const one of all) await work(one).catch((error: unknown) => failures.push(error));
  if (failures.length > 0) throw failures[0];
}
