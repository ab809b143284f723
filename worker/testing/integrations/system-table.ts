/** What a run saw of a system. */
export type SystemFindings = {
  name: string;
  configured: boolean;
  test: boolean;
  event: boolean;
  retried: boolean;
  hidden: boolean;
};

const HEAD = [
  'system',
  'configured',
  'test event received',
  'real event received',
  'failure retried with the same id',
  'secret in no answer and no log line',
];

/** The findings as a table of Markdown. */
export function toSystemTable(all: readonly SystemFindings[]): string {
  const word = (is: boolean) => (is ? 'yes' : 'NO');
  const rows = all.map(({ name, ...found }) => [
    name,
    ...[found.configured, found.test, found.event, found.retried, found.hidden].map(word),
  ]);
  const widths = HEAD.map((title, at) => Math.max(title.length, ...rows.map((row) => row[at]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |\n`;
  return [HEAD, widths.map((width) => '-'.repeat(width)), ...rows].map(line).join('');
}
