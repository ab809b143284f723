import { flagValue } from '../../api/own-flags.ts';
import { readOperators, type OperatorOption } from '../../api/segment-operators.ts';

/** The operators that whoever runs this server wants to be offered. */
export const offeredOperators = (): readonly OperatorOption[] => readOperators(flagValue('segment_operators'));
