import * as z from 'zod/mini';
import { flag } from './choice-fields.ts';
import { json, optional } from './field.ts';
import { FlagsmithRow } from './flagsmith-export.ts';
import { OrganisationExport } from './organisation-export.ts';
import { Moment } from './pages.ts';

/** Something that is not on the other side as it was, and why. */
export const TransferIssue = z.object({ kind: z.string(), name: z.string(), reason: z.string() });

/** A context for which a flag is not what it was. */
export const Mismatch = z.object({
  environment: z.string(),
  identifier: z.string(),
  feature: z.string(),
  before: z.string(),
  after: z.string(),
});

/** Generated contexts that the engine evaluated over the document as it came and over what would be published of the import. */
export const Equivalence = z.object({
  contexts: z.int(),
  flags: z.int(),
  mismatch_count: z.int(),
  mismatches: z.array(Mismatch),
});

export const FidelityReport = z.object({
  /** Rows written, by kind. */
  counts: z.record(z.string(), z.int()),
  issue_count: z.int(),
  /** The first few hundred of them. */
  issues: z.array(TransferIssue),
  equivalence: Equivalence,
});

export const OrganisationExportInput = z.object({
  include_identities: optional(flag()),
  include_server_keys: optional(flag()),
});

/** What a document turned out to be: one of ours, or the list of rows that Flagsmith's export writes. */
export type TransferDocument =
  | { source: 'halyard'; document: OrganisationExport }
  | { source: 'flagsmith'; rows: FlagsmithRow[] };

const FlagsmithRows = z.array(FlagsmithRow);

const TransferDocument = z.pipe(
  json({ type: ['object', 'array'] }),
  z.transform((input: unknown, context): TransferDocument => {
    const ours = Array.isArray(input) ? null : z.safeParse(OrganisationExport, input);
    const theirs = ours === null ? z.safeParse(FlagsmithRows, input) : null;
    if (ours?.success === true) return { source: 'halyard', document: ours.data };
    if (theirs?.success === true) return { source: 'flagsmith', rows: theirs.data };
    for (const { message, path } of (ours ?? theirs)?.error?.issues.slice(0, 20) ?? []) {
      context.issues.push({ code: 'custom', message, path, input });
    }
    return z.NEVER;
  }),
);

export const OrganisationImportInput = z.object({ document: TransferDocument, dry_run: optional(flag()) });

export const OrganisationImport = z.object({
  id: z.int(),
  organisation: z.int(),
  source: z.enum(['halyard', 'flagsmith']),
  dry_run: z.boolean(),
  status: z.enum(['PROCESSING', 'SUCCESS', 'FAILED']),
  step: z.string(),
  done: z.int(),
  total: z.int(),
  error: z.nullable(z.string()),
  report: z.nullable(FidelityReport),
  created_at: Moment,
  completed_at: z.nullable(Moment),
});

export type TransferIssue = z.infer<typeof TransferIssue>;
export type Mismatch = z.infer<typeof Mismatch>;
export type Equivalence = z.infer<typeof Equivalence>;
export type FidelityReport = z.infer<typeof FidelityReport>;
export type OrganisationImport = z.infer<typeof OrganisationImport>;
