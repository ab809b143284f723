import { useState } from 'preact/hooks';
import type { DashEnvironment, DashFlags } from '../../../worker/contract/dash.ts';
import { isProtected } from '../../api/environments.ts';
import { whyNot } from '../../api/permissions.ts';
import { Button } from '../../ui/button.tsx';
import { InlineDiff } from '../../ui/inline-diff.tsx';
import { Link, place } from '../../ui/router.tsx';
import { Notice } from '../../ui/states.tsx';
import type { TabProps } from './compare-page.tsx';
import { Choices, ConfirmCopy, type Reasons } from './copy-choices.tsx';
import { listCopyChanges, type CopyParts, type Names } from './copy-flag.ts';
import type { Sides } from './environments-tab.tsx';
import type { FlagPair } from './flag-differences.ts';
import { useCopying } from './use-copying.ts';

type Props = TabProps & { sides: Sides; flags: { left: DashFlags; right: DashFlags }; pair: FlagPair };

const BOTH: CopyParts = { everybody: true, segments: true };

/** What differs in a feature, as what copying it one way or the other would change. */
export function CopyPanel({ project, sides, flags, pair }: Props) {
  const [wanted, setWanted] = useState(BOTH);
  const [isAsking, setAsking] = useState(false);
  const to = place.value.query.get('to') === 'left' ? 'left' : 'right';
  const from = to === 'left' ? 'right' : 'left';
  const target = sides[to];
  const differs = {
    everybody: pair.parts.includes('state') || pair.parts.includes('value'),
    segments: pair.parts.includes('segments'),
  };
  const reasons = whyNotCopy(target, flags[to]);
  const parts = {
    everybody: differs.everybody && wanted.everybody && reasons.everybody === null,
    segments: differs.segments && wanted.segments && reasons.segments === null,
  };
  const copying = useCopying(project.id, target, pair, { from: pair[from].flag, before: pair[to].flag, parts });
  const isNothing = !parts.everybody && !parts.segments;
  const refused = (differs.everybody ? reasons.everybody : null) ?? (differs.segments ? reasons.segments : null);
  if (pair.parts.length === 0) return <p class="quiet">It is the same in both, for everybody and for segments.</p>;
  return (
    <div class="copy-panel" data-test="copy-panel">
      <Choices
        sides={sides}
        to={to}
        isOfBoth={differs.everybody && differs.segments}
        parts={parts}
        reasons={reasons}
        onChange={(part, isWanted) => setWanted({ ...wanted, [part]: isWanted })}
      />
      <InlineDiff
        changes={listCopyChanges(pair[to].flag, pair[from].flag, isNothing ? differs : parts, toNames(flags, pair))}
      />
      {refused !== null && <Notice>{refused}</Notice>}
      {copying.message !== null && <Notice tone="bad">{copying.message}</Notice>}
      <div class="row">
        <Button
          kind="primary"
          isBusy={copying.isBusy}
          disabledReason={isNothing ? (refused ?? 'Choose what is to be copied.') : null}
          onClick={() => (isProtected(target) ? setAsking(true) : void copying.save())}
          data-test="copy-btn"
        >
          Copy to {target.name}
        </Button>
        {[sides.left, sides.right].map(({ api_key: key, name }) => (
          <Link
            key={key}
            class="button plain"
            to={`/project/${project.id}/environment/${encodeURIComponent(key)}/features/${pair.id}`}
          >
            Open in {name}
          </Link>
        ))}
      </div>
      {isAsking && (
        <ConfirmCopy
          project={project}
          {...{ target, from: sides[from].name, name: pair.name }}
          onClose={() => setAsking(false)}
          onConfirm={() => {
            setAsking(false);
            void copying.save();
          }}
        />
      )}
    </div>
  );
}

function whyNotCopy(target: DashEnvironment, { permissions }: DashFlags): Reasons {
  const gated = target.minimum_change_request_approvals === null ? null : 'Changes here go through change requests.';
  return {
    everybody: gated ?? whyNot(permissions, 'UPDATE_FEATURE_STATE', target.name),
    segments: gated ?? whyNot(permissions, 'MANAGE_SEGMENT_OVERRIDES', target.name),
  };
}

function toNames({ left, right }: Props['flags'], pair: FlagPair): Names {
  return {
    segments: new Map([...left.segments, ...right.segments].map(({ id, name }) => [id, name])),
    variations: new Map(pair.left.variations.map(({ id, name }) => [id, name])),
  };
}
