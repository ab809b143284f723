import { runNode } from './local/bench-steps.ts';

const INSTRUMENTS = ['realtime', 'killswitch', 'outage', 'hanging', 'flood'];

/** Measures what the product promises, on this machine or at a deployment; with no name, all of it here. */
const given = process.argv.slice(2);
const firstOption = given.findIndex((word) => word.startsWith('-'));
const wanted = firstOption === -1 ? given : given.slice(0, firstOption);
const options = firstOption === -1 ? [] : given.slice(firstOption);
for (const name of wanted) {
  if (!INSTRUMENTS.includes(name)) throw new Error(`there is no instrument "${name}", only ${INSTRUMENTS.join(', ')}`);
}
if (options.length > 0 && wanted.length !== 1) throw new Error('options are for one instrument: name it first');
for (const name of wanted.length > 0 ? wanted : INSTRUMENTS) {
  console.log(`\n${name}`);
  try {
    await runNode([`bench/instruments/${name}-bench.ts`, ...options]);
  } catch (error) {
    console.error((error as Error).message);
    process.exitCode = 1;
    break;
  }
}
