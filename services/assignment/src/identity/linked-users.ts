import { BloomFilter, hashesAfter } from '@assay/bucketing';

const CAPACITY = 2 ** 22;
const hashOf = hashesAfter('linked-user:');

/**
 * Which users may have been anonymous before: all that have, and a few others (with five million users, one in 200),
 * who are merely looked up in vain. It takes 8 MiB, however many there are.
 */
export class LinkedUsers {
  private readonly users = new BloomFilter(CAPACITY);
  private isEmpty = true;

  add(project: string, user: string): void {
    this.isEmpty = false;
    this.users.add(hashOf(`${project}/${user}`));
  }

  /** False is certain. */
  mayBe(project: string, unit: string): boolean {
    return !this.isEmpty && this.users.mightContain(hashOf(`${project}/${unit}`));
  }
}
