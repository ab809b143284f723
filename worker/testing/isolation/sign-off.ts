import { writeFileSync } from 'node:fs';
import { operationId } from '../../http/operation.ts';
import { OPERATIONS } from '../../operations.ts';

/** Writes what the code declares as signed off. Review the difference before you commit it. */
const rules = OPERATIONS.map((operation) => [operationId(operation), operation.access] as const);
const sorted = Object.fromEntries(rules.toSorted(([left], [right]) => (left < right ? -1 : 1)));
writeFileSync(new URL('signed-off.json', import.meta.url), `${JSON.stringify(sorted, null, 2)}\n`);
