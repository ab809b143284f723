import { sendPaced, type PacedCalls } from './paced-calls.ts';

/** Reads in a process of its own, so that who sends the flood does not keep it from looking at the clock. */
process.on('message', (calls: PacedCalls) => void sendPaced(calls).then((taken) => process.send?.(taken)));
