import type { Segment } from '../../../worker/contract/segments.ts';
import type { DashProject } from '../../api/bootstrap.ts';
import type { DraftView } from './draft-store.ts';
import { RuleBuilder } from './rule-builder.tsx';
import { isBlank, toWords } from './segment-draft.ts';
import { useTraitKeys } from './segments.api.ts';
import { findProbeEnvironment, WhoMatches } from './who-matches.tsx';

type Props = {
  project: DashProject;
  /** Null for one that is yet to be created. */
  segment: Pick<Segment, 'id'> | null;
  draft: DraftView;
  faults: Readonly<Record<string, string>>;
  readOnlyReason: string | null;
};

/** The rules, what they say in words, and who fits them. */
export function SegmentRules({ project, segment, draft, faults, readOnlyReason }: Props) {
  const traitKeys = useTraitKeys(findProbeEnvironment(project)?.api_key);
  return (
    <div class="segment-grid">
      <fieldset class="plain-set" disabled={readOnlyReason !== null}>
        <legend class="hidden-text">Who is in the segment</legend>
        {!isBlank(draft.draft) && (
          <p class="read-out" data-test="read-out">
            {toWords(draft.draft)}
          </p>
        )}
        <RuleBuilder draft={draft.draft} onChange={draft.change} faults={faults} traitKeys={traitKeys} />
      </fieldset>
      <WhoMatches project={project} segmentId={segment?.id ?? null} draft={draft.draft} />
    </div>
  );
}
