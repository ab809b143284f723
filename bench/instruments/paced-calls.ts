import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

export type PacedCalls = {
  url: string;
  headers: Record<string, string>;
  /** Sent with POST; GET when absent. */
  body?: string;
  perSecond: number;
  milliseconds: number;
};

/** `status` is 0 where no answer came. */
export type Call = { status: number; milliseconds: number };

const agent = new Agent({ keepAlive: true, maxSockets: 512 });

/** Sends by the clock, whether or not earlier calls are answered. `application-name` in a header's value becomes another one each time. */
export async function sendPaced({ url, headers, body, perSecond, milliseconds }: PacedCalls): Promise<Call[]> {
  const sent: Promise<Call>[] = [];
  const begin = performance.now();
  for (let passed = 0; passed < milliseconds; passed = performance.now() - begin) {
    const due = (passed / 1_000) * perSecond;
    while (sent.length < due) sent.push(send(url, headers, body));
    await sleep(1);
  }
  return Promise.all(sent);
}

let turn = 0;
function send(url: string, given: Record<string, string>, body: string | undefined): Promise<Call> {
  const begin = performance.now();
  turn += 1;
  const headers = Object.fromEntries(
    Object.entries(given).map(([name, value]) => [name, value.replace('application-name', `application-${turn}`)]),
  );
  return new Promise((resolve) => {
    const end = (status: number) => resolve({ status, milliseconds: performance.now() - begin });
    request(url, { agent, method: body === undefined ? 'GET' : 'POST', headers }, (response) => {
      response.resume().on('end', () => end(response.statusCode ?? 0));
    })
      .on('error', () => end(0))
      .end(body);
  });
}
