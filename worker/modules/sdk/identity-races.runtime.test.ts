import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../../testing/runtime/test-server.ts';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ seed: true });
});
afterAll(() => server.stop());

test('two requests at once for one new identity → both traits are seen at once and stored', async () => {
  const { clientKey, environmentId } = server.demo[0]!;
  const headers = { 'X-Environment-Key': clientKey, 'Content-Type': 'application/json' };
  for (let round = 0; round < 10; round += 1) {
    const identifier = `racer-${round}`;
    const send = (trait_key: string) =>
      fetch(`${server.url}/api/v1/identities/`, {
        method: 'POST',
        headers,
        body: JSON.stringify({ identifier, traits: [{ trait_key, trait_value: 1 }] }),
      });
    const answers = await Promise.all(['a', 'b', 'c'].map(send));
    expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200]);

    const seen = await fetch(`${server.url}/api/v1/identities/?identifier=${identifier}`, { headers });

    const { traits } = (await seen.json()) as { traits: { trait_key: string }[] };
    expect(traits.map((trait) => trait.trait_key).toSorted()).toEqual(['a', 'b', 'c']);
    const { rows } = await server.db.query(
      `select trait_key from traits t join identities i on i.id = t.identity_id
       where i.environment_id = $1 and i.identifier = $2 order by 1`,
      [environmentId, identifier],
    );
    expect(rows.map((row: { trait_key: string }) => row.trait_key)).toEqual(['a', 'b', 'c']);
  }
});
