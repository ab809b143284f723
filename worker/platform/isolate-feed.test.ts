import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { PublishedChange } from '../core/ports.ts';
import { IsolateFeed, type News, type Source } from './isolate-feed.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const change = (version: number): PublishedChange => ({
  version,
  updated_at: '1.5',
  everybody: true,
  features: [],
  identity_features: [],
});

type Socket = { onNews: (news: News) => void; onEnd: () => void };

/** A publisher with its WebSockets. */
class Publisher {
  version = 1;
  refuses = false;
  hangs = false;
  readonly sockets = new Set<Socket>();
  opened = 0;
  takesMs = 0;
  readonly open = async (): Promise<Source> => {
    this.opened += 1;
    if (this.hangs) await new Promise(() => undefined);
    if (this.takesMs > 0) await new Promise((resolve) => setTimeout(resolve, this.takesMs));
    if (this.refuses) throw new Error('no room');
    let socket: Socket | null = null;
    return {
      version: this.version,
      begin: (onNews, onEnd) => void this.sockets.add((socket = { onNews, onEnd })),
      close: () => void (socket !== null && this.sockets.delete(socket)),
    };
  };
  publish(): void {
    this.version += 1;
    for (const { onNews } of this.sockets) onNews({ change: change(this.version), record: `r${this.version}` });
  }
}

const pass = (milliseconds = 0) => vi.advanceTimersByTimeAsync(milliseconds);

async function listen(feed: IsolateFeed) {
  const heard: string[] = [];
  const { version, stop } = await feed.listen({
    onChange: ({ version: told }, record) => void heard.push(`${told} ${record}`),
    onMissed: (told) => void heard.push(`missed ${told}`),
    onEnd: () => void heard.push('end'),
  });
  return { heard, version, stop };
}

function setUp() {
  const publisher = new Publisher();
  return { publisher, feed: new IsolateFeed(publisher.open) };
}

test('feed: three listen at once → one WebSocket, and each hears all in order', async () => {
  const { publisher, feed } = setUp();
  const listeners = await Promise.all([listen(feed), listen(feed), listen(feed)]);
  publisher.publish();
  publisher.publish();
  await pass();
  for (const { heard } of listeners) expect(heard).toEqual(['2 r2', '3 r3']);
  expect(publisher.opened).toBe(1);
  expect((await listen(feed)).version).toBe(3);
});

test('feed: who reads leaves, and the publisher speaks all the while → another reads on, nothing is missed or heard twice', async () => {
  const { publisher, feed } = setUp();
  const [first, second, third] = await Promise.all([listen(feed), listen(feed), listen(feed)]);
  publisher.takesMs = 50;
  const leaving = first.stop();
  publisher.publish();
  await pass(10);
  publisher.publish();
  await pass(100);
  await leaving;
  publisher.publish();
  await pass();
  for (const { heard } of [second, third]) expect(heard).toEqual(['2 r2', '3 r3', '4 r4']);
  expect(first.heard).toEqual([]);
  expect(publisher.sockets.size).toBe(1);
});

test('feed: all leave at once, whoever reads first → no WebSocket is left', async () => {
  const { publisher, feed } = setUp();
  const listeners = await Promise.all(Array.from({ length: 20 }, () => listen(feed)));
  const left = Promise.all(listeners.map(({ stop }) => stop()));
  await pass(100);
  await left;
  expect(publisher.sockets.size).toBe(0);
  expect(feed.isIdle).toBe(true);
});

test('feed: who takes over leaves amid it → no WebSocket is left behind', async () => {
  const { publisher, feed } = setUp();
  const [first, second] = await Promise.all([listen(feed), listen(feed)]);
  const left = Promise.all([first.stop(), Promise.resolve().then(() => second.stop())]);
  await pass(20_000);
  await left;
  expect(publisher.sockets.size).toBe(0);
});

test('feed: the request that reads is gone without a word → another takes over, and all know what they missed', async () => {
  const { publisher, feed } = setUp();
  const dead = vi.spyOn(globalThis, 'setInterval').mockReturnValueOnce(0 as never);
  const [, second, third] = await Promise.all([listen(feed), listen(feed), listen(feed)]);
  dead.mockRestore();
  publisher.sockets.clear();
  publisher.publish();
  await pass(45_000);
  publisher.publish();
  await pass();
  for (const { heard } of [second, third]) expect(heard).toEqual(['missed 2', '3 r3']);
  expect(publisher.opened).toBe(2);
});

test('feed: nothing happens for an hour → the same one reads, heard of by its signs of life', async () => {
  const { publisher, feed } = setUp();
  const [, second] = await Promise.all([listen(feed), listen(feed)]);
  await pass(3_600_000);
  expect(publisher.opened).toBe(1);
  publisher.publish();
  await pass();
  expect(second.heard).toEqual(['2 r2']);
});

test('feed: the publisher ends the WebSocket → all are told, and who comes next opens another', async () => {
  const { publisher, feed } = setUp();
  const [first, second] = await Promise.all([listen(feed), listen(feed)]);
  for (const { onEnd } of publisher.sockets) onEnd();
  publisher.sockets.clear();
  await pass();
  expect([first.heard, second.heard]).toEqual([['end'], ['end']]);
  await Promise.all([first.stop(), second.stop()]);
  const third = await listen(feed);
  publisher.publish();
  await pass();
  expect(third.heard).toEqual(['2 r2']);
});

test('feed: the publisher has no room → each is refused; later → let in', async () => {
  const { publisher, feed } = setUp();
  publisher.refuses = true;
  const both = await Promise.allSettled([listen(feed), listen(feed)]);
  expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(feed.isIdle).toBe(true);
  publisher.refuses = false;
  expect((await listen(feed)).version).toBe(1);
});

test('feed: nobody can take over → those who are left end, to come back by themselves', async () => {
  const { publisher, feed } = setUp();
  const [first, second] = await Promise.all([listen(feed), listen(feed)]);
  publisher.refuses = true;
  const leaving = first.stop();
  await pass(20_000);
  await leaving;
  expect(second.heard).toEqual(['end']);
});

test('feed: the request that opens dies amid it → who waited opens another', async () => {
  const { publisher, feed } = setUp();
  publisher.hangs = true;
  void listen(feed);
  const waiting = listen(feed);
  await pass(1_000);
  publisher.hangs = false;
  await pass(2_000);
  expect((await waiting).version).toBe(1);
});
