import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { describeWorkerBuild } from './build-worker.ts';

test('start-up: what an isolate evaluates before its first request → no driver, query builder, tables or management routes', async () => {
  const { metafile } = await build({ ...describeWorkerBuild(), minify: false, write: false });
  const evaluated = [...staticallyReached(metafile.inputs, 'worker/index.ts')];
  expect(evaluated).toContain('worker/modules/sdk/sdk.router.ts');
  expect(evaluated).toContain('worker/durable/publisher.ts');
  const tooMuch = /@neondatabase|drizzle|hono|\/management|\/crons|worker\/operations/;
  expect(evaluated.filter((file) => tooMuch.test(file))).toEqual([]);
});

type Inputs = Awaited<ReturnType<typeof build<{ metafile: true }>>>['metafile']['inputs'];

function staticallyReached(inputs: Inputs, entry: string): Set<string> {
  const reached = new Set<string>();
  const queue = [entry];
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    if (reached.has(file)) continue;
    reached.add(file);
    for (const { path, kind, external } of inputs[file]?.imports ?? []) {
      if (kind === 'import-statement' && !external) queue.push(path);
    }
  }
  return reached;
}
