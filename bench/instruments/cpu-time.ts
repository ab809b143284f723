import { readFileSync } from 'node:fs';

/** Linux counts a process's time in hundredths, whatever its own clock does. */
const TICKS_A_SECOND = 100;

/** Seconds of processor time that the process has used. Reads /proc, so Linux only. */
export function readCpuSeconds(pid: number): number {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The program name before the last parenthesis may itself hold blanks and parentheses.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND;
}
