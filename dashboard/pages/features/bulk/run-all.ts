export type Outcome<Item> = { done: Item[]; failed: { item: Item; error: unknown }[] };

const AT_ONCE = 4;

/** Does the work for every item, a few at the same time; one that fails does not keep the others from being done. */
export async function runAll<Item>(
  items: readonly Item[],
  work: (item: Item) => Promise<void>,
  onProgress: (finished: number) => void,
): Promise<Outcome<Item>> {
  const outcome: Outcome<Item> = { done: [], failed: [] };
  const waiting = [...items];
  const run = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) {
      try {
        await work(item);
        outcome.done.push(item);
      } catch (error) {
        outcome.failed.push({ item, error });
      }
      onProgress(outcome.done.length + outcome.failed.length);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, run));
  return outcome;
}
