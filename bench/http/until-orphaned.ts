import { pathToFileURL } from 'node:url';

// Standard input is a pipe that only the starter holds: it closes when the starter ends, however it ended.
process.stdin.once('close', () => process.exit()).resume();
await import(pathToFileURL(process.argv[2] ?? '').href);
