import { runNode } from './local/bench-steps.ts';

const INSTRUMENTS = ['realtime', 'killswitch'];

/** Measures what the product promises about time on this machine; with no name, all of it. */
const wanted = process.argv.slice(2);
for (const name of wanted) {
  if (!INSTRUMENTS.includes(name)) throw new Error(`there is no instrument "${name}", only ${INSTRUMENTS.join(', ')}`);
}
for (const name of wanted.length > 0 ? wanted : INSTRUMENTS) {
  console.log(`\n${name}`);
  await runNode([`bench/instruments/${name}-bench.ts`]);
}
