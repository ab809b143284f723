import type { ExportedState } from '../../contract/organisation-export.ts';

/** What a feature is, wherever its state stands. */
export type StateContent = Pick<ExportedState, 'enabled' | 'value' | 'weights'>;
