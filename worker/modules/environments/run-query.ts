import type { Row, Statement } from '../../core/database.ts';

/** Runs one statement on its own. Rows are expected as the driver parses them: numbers, booleans and JSON as such. */
export type RunQuery = (statement: Statement) => Promise<Row[]>;
